// What the office knows, asked over its own interface.

/** @returns {Promise<(path: string) => Promise<Response>>} asks as this administrator; paths begin behind `/api/office/` */
export async function office(server, administrator = server.administrator) {
  const answer = await fetch(`${server.url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: server.url },
    body: JSON.stringify(administrator),
  });
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  return (path) => fetch(`${server.url}/api/office/${path}`, { headers: { cookie } });
}
