import { decodeQR } from 'qr/decode.js'
import { expect, test } from 'vitest'
import { drawingOf } from './qr.ts'

/** What a camera would see, at so many pixels a module. */
function pixels({ size, path }: ReturnType<typeof drawingOf>, scale: number) {
  const side = size * scale
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
    for (let row = 0; row < scale; row++)
      for (let column = 0; column < Number(length) * scale; column++) {
        const at = 4 * ((Number(y) * scale + row) * side + Number(x) * scale + column)
        data.fill(0, at, at + 3)
      }
  return { width: side, height: side, data }
}

test.each([1, 60, 400, 900])('a code of %i characters is drawn so that it is read', length => {
  const text = Array.from({ length }, (_, i) => 'abcdefghijkZ-_09'[(i * 7 + length) % 16]).join('')
  const drawing = drawingOf(text)
  expect(decodeQR(pixels(drawing, 4))).toBe(text)
})
