// Runs a program apart from the page: what hangs or stops here, stops here. Which program, the worker's name says.
// Questions and answers are objects; what they hold of bytes lies as ArrayBuffers in `buffers` and is moved, not copied.
// If the program fails, the answer is {error}, and this worker has to be replaced.
const PROGRAMS = {
  evidence: ["{{asset:evidence_worker.js}}", "{{asset:evidence_worker_bg.wasm}}"],
  draft_file: ["{{asset:draft_file_worker.js}}", "{{asset:draft_file_worker_bg.wasm}}"],
};

const [script, wasm] = PROGRAMS[self.name];
const started = import(script).then(async (program) => {
  await program.default({ module_or_path: wasm });
  return program;
});
started.catch(() => {});

self.onmessage = async ({ data: question }) => {
  try {
    const answer = (await started).answer(question);
    self.postMessage(answer, answer.buffers);
  } catch (error) {
    self.postMessage({ error: String(error) });
  }
};
