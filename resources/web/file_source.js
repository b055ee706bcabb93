// Where the one-file report gets its data: from the file itself. A revision is a payload's number.

export class FileSource {
  constructor({ payloads, texts }) {
    this.payloads = payloads;
    this.texts = texts;
    this.selectionNumber = 0;
    this.selected = [];
  }

  async payload(_layer, revision) {
    const binary = atob(this.payloads[revision]);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes.buffer;
  }

  async facts({ revision, position }) {
    const { captions, facts } = this.texts[revision];
    if (!facts[position]) return null;
    const [name, ...values] = facts[position];
    return { name, facts: values.map((value, i) => [captions[i], value]) };
  }

  async labels({ revision }, positions) {
    const { labels } = this.texts[revision];
    return positions.map((position) => labels[position] ?? "");
  }

  offerSelection(positions) {
    this.selected = Uint32Array.from(positions);
    return ++this.selectionNumber;
  }

  async selection() {
    return this.selected;
  }
}
