// Clocks of devices.

/** Runs in a page before everything else: its clock goes so many milliseconds wrong. */
export function wrongClock(off) {
  const Real = Date;
  window.Date = class extends Real {
    constructor(...given) {
      super(...(given.length > 0 ? given : [Real.now() + off]));
    }
    static now() {
      return Real.now() + off;
    }
  };
}
