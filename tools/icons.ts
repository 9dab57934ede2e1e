// The icons of the installed app, drawn from its mark: systems that install apps want pictures of fixed sizes.
// Usage: node tools/run.mjs tools/icons.ts, and commit what it wrote to public/.
import { readFileSync } from 'node:fs'
import { chromium } from 'playwright'
import { CHROMIUM_FLAGS, findChromium } from './browser.ts'

const GROUND = '#F2F2E6'
/** How much of the picture the mark fills: of a maskable one a system may cut off all but the middle. */
const ICONS = [
  { name: 'icon-192', size: 192, share: 0.72 },
  { name: 'icon-maskable-512', size: 512, share: 0.56 },
]

const mark = readFileSync('public/mark.svg', 'utf8')
const browser = await chromium.launch({ executablePath: findChromium(), args: CHROMIUM_FLAGS })
for (const { name, size, share } of ICONS) {
  const page = await browser.newPage({ viewport: { width: size, height: size }, colorScheme: 'light' })
  await page.setContent(`<style>
    body { margin: 0; display: grid; place-items: center; width: ${size}px; height: ${size}px;
      background: ${GROUND} }
    svg { width: ${size * share}px }
  </style>${mark}`)
  await page.screenshot({ path: `public/${name}.png` })
  await page.close()
}
await browser.close()
