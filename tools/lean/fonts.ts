// The letters that screens are made of in a file of their own, for Vite: a first visit loads no others, and a browser
// takes the rest where somebody's name has them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import subsetFont from 'subset-font'
import type { Plugin } from 'vite'

const FAMILY = '@fontsource-variable/figtree'
const STYLES = /@fontsource-variable\/figtree\/index\.css$/
const MADE = '.cache/fonts'
/** What screens say in English, and figures in any language. */
const COMMON = [
  [0x20, 0x7e],
  0xa0,
  0xb0,
  0xb7,
  0xbd,
  0xd7,
  0x2013,
  0x2014,
  0x2018,
  0x2019,
  0x201c,
  0x201d,
  0x2026,
  0x2212,
]
const LATIN = [[0xa0, 0xff], [0x2000, 0x206f], 0x20ac, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193, 0x2212]
/** The lightest and the boldest that a screen uses. */
const WEIGHTS = { min: 400, max: 700 }
/** As the package declares its own: of faces with other weights a browser takes one, and no letters of the rest. */
const DECLARED = '300 900'
/** Pairs of letters stand well, and figures under each other. */
const FEATURES = ['kern', 'tnum', 'mark', 'ccmp']

type Range = readonly (number | readonly number[])[]

const codesOf = (range: Range): number[] =>
  range.flatMap(each => {
    if (typeof each === 'number') return [each]
    const [from, to] = each as [number, number]
    return Array.from({ length: to - from + 1 }, (_, i) => from + i)
  })

async function made(name: string, codes: readonly number[]): Promise<string> {
  const whole = readFileSync(join('node_modules', FAMILY, 'files/figtree-latin-wght-normal.woff2'))
  const file = await subsetFont(whole, String.fromCodePoint(...codes), {
    ...{ targetFormat: 'woff2', keepFeatures: FEATURES, variationAxes: { wght: WEIGHTS } },
  })
  mkdirSync(MADE, { recursive: true })
  const path = join(process.cwd(), MADE, `figtree-${name}.woff2`)
  writeFileSync(path, file)
  return path
}

const face = (path: string, range: string): string => `@font-face {
  font-family: 'Figtree Variable';
  font-display: swap;
  font-weight: ${DECLARED};
  src: url(${JSON.stringify(path)}) format('woff2-variations');
  unicode-range: ${range};
}`

const rangeOf = (codes: readonly number[]): string => codes.map(code => `U+${code.toString(16)}`).join(',')

export function leanFonts(): Plugin {
  return {
    name: 'lean-fonts',
    apply: 'build',
    load: {
      filter: { id: STYLES },
      async handler(id) {
        const common = codesOf(COMMON)
        const rest = codesOf(LATIN).filter(code => !common.includes(code))
        // What is for other letters stays as the package has it.
        const beyond = /\/\* figtree-latin-ext-wght-normal \*\/\s*(@font-face\s*\{[^}]*\})/.exec(
          readFileSync(id, 'utf8'),
        )
        if (!beyond) this.error('the fonts’ styles have changed')
        return [
          beyond[1]!.replace('./files/', `${join(process.cwd(), 'node_modules', FAMILY)}/files/`),
          face(await made('latin', rest), rangeOf(rest)),
          face(await made('common', common), rangeOf(common)),
        ].join('\n')
      },
    },
  }
}
