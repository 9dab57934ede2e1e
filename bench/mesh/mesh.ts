// Peers in a real Chromium, as people run them: built files, WebRTC, disks and Workers, and nothing in their place.
import type { Report } from '../figures.ts'
import type { Options } from './options.ts'

type Part = (report: Report, options: Options) => Promise<void>

const PARTS: Readonly<Record<string, () => Promise<Part>>> = {
  latency: async () => (await import('./latency.ts')).latency,
  throughput: async () => (await import('./throughput.ts')).throughput,
  smoothness: async () => (await import('./smoothness.ts')).smoothness,
  joining: async () => (await import('./joining.ts')).joining,
  links: async () => (await import('./links.ts')).links,
  cost: async () => (await import('./cost.ts')).cost,
}

export const MESH_PARTS = Object.keys(PARTS)

/** All parts, or those that are named. */
export async function mesh(report: Report, names: readonly string[], options: Options): Promise<void> {
  for (const name of names.length > 0 ? names : MESH_PARTS) {
    const part = await PARTS[name]!()
    await part(report, options)
  }
}
