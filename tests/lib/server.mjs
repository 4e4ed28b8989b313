// Starts the built server on a free port with a data folder of its own, and ends it again.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const BUILT = resolve(fileURLToPath(import.meta.url), "../../../target/release/insignia");
const START_LIMIT = 20_000;

/**
 * @param {object} [options]
 * @param {string} [options.data] data folder to start on; without it a new one that `stop` deletes
 * @param {number} [options.port] port; without it a free one
 * @param {Record<string, string>} [options.env] more settings of the server
 * @returns {Promise<Server>}
 */
export async function startServer(options = {}) {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), "insignia-")));
  const port = options.port ?? (await freePort());
  const server = new Server(data, port, options);
  await server.start();
  return server;
}

export class Server {
  #process;
  #options;
  /** Settings beside the data and the port, as of the next start. */
  env;
  /** Everything that the server printed. */
  output = "";

  constructor(data, port, options = {}) {
    this.data = data;
    this.port = port;
    this.#options = options;
    this.env = { ...options.env };
  }

  get url() {
    return `http://localhost:${this.port}`;
  }

  /** The program, for its other commands. */
  get program() {
    return process.env.INSIGNIA_BIN ?? BUILT;
  }

  /** Process id, to measure memory or to end the process by force. */
  get pid() {
    return this.#process?.pid;
  }

  /** The administrator that the first start made: `{ email, password }`. */
  get administrator() {
    const [, email, password] = this.output.match(/^Administrator: (\S+)\s+password: (\S+)/m) ?? [];
    if (!email || !password) throw new Error(`no administrator in the server's output:\n${this.output}`);
    return { email, password };
  }

  /** Starts, or starts again on the same data and port, and waits until it answers. */
  async start() {
    this.#process = spawn(this.program, ["serve"], {
      env: {
        ...process.env,
        INSIGNIA_LISTEN: `127.0.0.1:${this.port}`,
        INSIGNIA_DATA: this.data,
        ...this.env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const child = this.#process;
    let ended;
    child.once("error", (error) => (ended = String(error)));
    child.once("exit", (code, signal) => (ended ??= `exit ${code ?? signal}`));
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (this.output += text));
    }
    const deadline = Date.now() + START_LIMIT;
    while (!(await this.#answers())) {
      if (ended) throw new Error(`the server did not start (${ended}):\n${this.output}`);
      if (Date.now() > deadline) {
        await this.kill();
        throw new Error(`the server did not answer in ${START_LIMIT} ms:\n${this.output}`);
      }
      await new Promise((next) => setTimeout(next, 50));
    }
  }

  /** Ends it in order; the data stays. */
  async halt() {
    await this.#end("SIGTERM");
  }

  /** Ends it at once, as a power cut would; the data stays. */
  async kill() {
    await this.#end("SIGKILL");
  }

  /** Ends it and deletes the data folder if `startServer` made it. */
  async stop() {
    await this.halt();
    if (!this.#options.data) await rm(this.data, { recursive: true, force: true });
  }

  async #end(signal) {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await gone;
    clearTimeout(timer);
  }

  async #answers() {
    try {
      return (await fetch(`${this.url}/health`)).ok;
    } catch {
      return false;
    }
  }
}

/** A port of 127.0.0.1 on which nobody listens. */
export async function freePort() {
  const probe = createServer();
  await new Promise((ready, fail) => probe.once("error", fail).listen(0, "127.0.0.1", ready));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}
