// Whether a page can be used by everybody: axe, in both themes, both languages, on a desk and on a phone.
import { strict as assert } from 'node:assert'
import type { Page } from 'playwright'

interface Finding {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly html: string }[]
}

const SIZES = [
  { width: 1280, height: 900 },
  { width: 360, height: 740 },
]

const SETTLES_MS = 2000

export async function isSound(page: Page): Promise<void> {
  await page.addScriptTag({ path: 'node_modules/axe-core/axe.min.js' })
  const before = page.viewportSize()
  const findings: string[] = []
  for (const tongue of ['en', 'zh-CN'])
    for (const colorScheme of ['light', 'dark'] as const)
      for (const size of SIZES) {
        await page.locator('header select').first().selectOption(tongue)
        await page.waitForFunction(tongue => document.documentElement.lang === tongue, tongue)
        await page.emulateMedia({ colorScheme })
        await page.setViewportSize(size)
        const wide = await page.evaluate(excess, SETTLES_MS)
        const where = `${tongue}, ${colorScheme}, ${size.width} px`
        if (wide > 0) findings.push(`${where}: the page is ${wide} px wider than the screen`)
        for (const { id, help, nodes } of await look(page))
          findings.push(`${where}: ${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`)
      }
  await page.locator('header select').first().selectOption('en')
  await page.emulateMedia({ colorScheme: null })
  if (before) await page.setViewportSize(before)
  assert.deepEqual(findings, [])
}

/** By how much the page is wider than the screen. A drawing hears of its own new width after the page has it. */
async function excess(withinMs: number): Promise<number> {
  const over = () => document.documentElement.scrollWidth - innerWidth
  const end = performance.now() + withinMs
  while (over() > 0 && performance.now() < end) await new Promise(done => setTimeout(done, 20))
  return over()
}

const look = (page: Page): Promise<readonly Finding[]> =>
  page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } }
    return (await axe.run()).violations
  })
