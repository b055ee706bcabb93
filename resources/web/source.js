// Where the live page gets its data: the program, by GET below the page's own address.

async function get(path) {
  const response = await fetch(`/${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response;
}

export const programSource = {
  async payload(layer, revision) {
    return (await get(`layers/${layer}/${revision}`)).arrayBuffer();
  },

  async facts({ layer, revision, position }) {
    return (await get(`facts/${layer}/${revision}/${position}`)).json();
  },

  async labels({ id, revision }, positions) {
    return (await get(`labels/${id}/${revision}/${positions.join(",")}`)).json();
  },

  async selection(number) {
    return new Uint32Array(await (await get(`selection/${number}`)).arrayBuffer());
  },
};
