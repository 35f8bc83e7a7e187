/** Something that happens once, and can be waited for. */
export class Gate {
  open: () => void = () => undefined;
  readonly opened: Promise<void>;

  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}
