// Numbers and dates as the page shows them.

const whole = new Intl.NumberFormat('en');
const moment = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });

export function formatCount(count: number, one: string, many: string = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} KB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export function formatMs(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : whole.format(Math.round(ms))} ms`;
}

export function formatRate(examples: number, ms: number): string {
  return `${whole.format(Math.round((1000 * examples) / Math.max(ms, 0.1)))} examples/s`;
}

export function formatDate(date: Date): string {
  return moment.format(date);
}

export function formatPercent(fraction: number): string {
  return `${Math.round(fraction * 100)} %`;
}
