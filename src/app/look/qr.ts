// A QR code as the path of its dark modules.
import encodeQR from 'qr'

/** Modules of nothing around a code, without which cameras do not find it (ISO/IEC 18004, 6.3.8). */
const QUIET = 4

export interface Drawing {
  /** Modules on a side, the quiet ones with them. */
  readonly size: number
  readonly path: string
}

/** Runs of dark modules in a row are one stroke, so that no seam shows between two of them. */
export function drawingOf(text: string): Drawing {
  const rows = encodeQR(text, 'raw', { ecc: 'low', border: QUIET })
  const strokes: string[] = []
  for (const [y, row] of rows.entries())
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue
      const from = x
      while (row[x + 1]) x++
      const length = x + 1 - from
      strokes.push(`M${from} ${y}h${length}v1h-${length}z`)
    }
  return { size: rows.length, path: strokes.join('') }
}
