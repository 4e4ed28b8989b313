// Runs the program that examines files of evidence, apart from the page: what hangs or stops here, stops here.
// Takes {id, bytes: ArrayBuffer, limits: {max_bytes, max_pixels}}; answers {id, verdict, bytes} with the verdict as
// JSON and the bytes to keep: the cleaned ones, or those that came. If the program fails, {id, error, bytes?}: the
// file could not be checked, and this worker has to be replaced.
import init, { examine } from "{{asset:evidence_worker.js}}";

const ready = init({ module_or_path: "{{asset:evidence_worker_bg.wasm}}" });
ready.catch(() => {});

self.onmessage = async ({ data: { id, bytes, limits } }) => {
  try {
    await ready;
    const answer = examine(new Uint8Array(bytes), limits.max_bytes, limits.max_pixels);
    const kept = answer.bytes ? answer.bytes.buffer : bytes;
    self.postMessage({ id, verdict: answer.verdict, bytes: kept }, [kept]);
  } catch (error) {
    self.postMessage({ id, error: String(error), bytes }, [bytes]);
  }
};
