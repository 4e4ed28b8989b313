// Medians, percentiles and how figures are written.

const sorted = (figures) => [...figures].sort((a, b) => a - b);

/** The middle one, or the mean of the middle two. */
export function median(figures) {
  const all = sorted(figures);
  const middle = all.length / 2;
  return all.length % 2 ? all[Math.floor(middle)] : (all[middle - 1] + all[middle]) / 2;
}

/** The figure below which this share of all lies; one that occurred. */
export function percentile(figures, share) {
  const all = sorted(figures);
  return all[Math.ceil(share * (all.length - 1))];
}

export const kilobytes = (bytes) => `${(bytes / 1e3).toFixed(1)} KB`;
export const mebibytes = (bytes) => `${(bytes / 1_048_576).toFixed(1)} MiB`;
export const milliseconds = (ms) => (ms < 100 ? `${ms.toFixed(1)} ms` : `${ms.toFixed(0)} ms`);

/** As Markdown; numbers stand at the right. */
export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(heads), `|---|${heads.slice(1).map(() => "---:|").join("")}`, ...rows.map(line)].join("\n");
}
