// The codes for real: what one screen draws, the other one's camera reads, both ways.
import { strict as assert } from 'node:assert'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeOf, enter, Field, invite, start } from './field.ts'
import type { Journey } from './journey.ts'
import type { Person } from './person.ts'

/** A frame as cameras have them. */
const FRAME = { width: 1280, height: 720 }

/** A browser whose camera shows what is in a file: pictures in a row, of which one is enough. */
const seeing = (file: string) => [
  '--use-fake-ui-for-media-stream',
  '--use-fake-device-for-media-stream',
  `--use-file-for-fake-video-capture=${file}`,
]

/** Holds a camera in front of somebody's screen. */
async function film({ page }: Person, file: string): Promise<void> {
  const before = page.viewportSize()!
  await page.setViewportSize(FRAME)
  await page.locator('[data-qr]').scrollIntoViewIfNeeded()
  writeFileSync(file, await page.screenshot({ type: 'jpeg', quality: 80 }))
  await page.setViewportSize(before)
}

/** The picture may be gone before anybody sees it: a code in front of the camera is read in its first look. */
const scan = ({ page }: Person): Promise<void> =>
  page.getByRole('button', { name: 'Scan with the camera' }).click()

export const camera: Journey<Field> = {
  name: 'camera',
  found: () => Field.open(),
  async walk({ town: field, step }) {
    const folder = mkdtempSync(join(tmpdir(), 'wattle-camera-'))
    try {
      const [atAda, atBen] = [join(folder, 'ada.mjpeg'), join(folder, 'ben.mjpeg')]
      const ada = await step('ada starts a community, and shows her code', async () => {
        const ada = await field.come('ada', seeing(atBen))
        await start(ada)
        await invite(ada)
        return ada
      })
      await film(ada, atAda)
      const ben = await step('ben’s camera reads it from her screen', async () => {
        const ben = await field.come('ben', seeing(atAda))
        await ben.press(/^Somebody is beside me/)
        await scan(ben)
        await ben.page.getByRole('heading', { name: 'Show them this answer' }).waitFor({ timeout: 30_000 })
        return ben
      })
      await codeOf(ben)
      await film(ben, atBen)
      await step('ada’s camera reads his answer, and he is in', async () => {
        await scan(ada)
        await ada.page.locator('[data-number]').waitFor({ timeout: 30_000 })
        const took = await enter(ada, ben, performance.now())
        assert.ok(took <= 3000, `the first block was shared after ${Math.round(took)} ms`)
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}
