// The page that explains how a device comes to trust this machine's authority: plain HTML, for it is read before
// anything of ours may run.
import encodeQR from 'qr'
import { en, type TrustWords, zh } from './words.ts'

export interface Told {
  readonly names: readonly string[]
  readonly networks: readonly string[]
  readonly fingerprint: string
  /** Of this page, and of the app once it is trusted. */
  readonly page: string
  readonly app: string
}

export const CERTIFICATE_PATH = '/wattle.crt'

const escaped = (text: string): string => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)

/** What stands in a screen or a terminal. */
const step = (text: string): string =>
  escaped(text)
    .replaceAll('‹', '<code>')
    .replace(/›(?!\s\p{L})/gu, '</code>')

export function trustPage(told: Told, language: string): string {
  const words = /^zh/i.test(language) ? zh : en
  const code = encodeQR(told.page, 'svg', { ecc: 'medium', border: 4 })
  return `<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(words.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<p><a href="?lang=${words === en ? 'zh' : 'en'}">${words.other}</a></p>
<h1>${escaped(words.title)}</h1>
<p>${escaped(words.why)}</p>
<p>${escaped(words.bounds([...told.names, ...told.networks].join(', ')))}</p>
<p>${escaped(words.compare)}<br><code>${escaped(told.fingerprint)}</code></p>
<p><a class="button" href="${CERTIFICATE_PATH}" download="wattle.crt">${escaped(words.download)}</a></p>
${words.systems.map(system => section(system)).join('\n')}
<p>${escaped(words.after)} <a href="${escaped(told.app)}">${escaped(told.app)}</a></p>
<p>${escaped(words.undo)}</p>
<p>${escaped(words.scan)}</p>
<div class="code" role="img" aria-label="${escaped(told.page)}">${code}</div>
</main>
</body>
</html>
`
}

const section = ({ name, steps }: TrustWords['systems'][number]): string =>
  `<details><summary>${escaped(name)}</summary><ol>${steps.map(each => `<li>${step(each)}</li>`).join('')}</ol></details>`

const STYLE = `
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; background: #F2F2E6; color: #161E18 }
main { max-width: 640px; margin: 0 auto; padding: 16px }
a { color: #1B5C45 }
code { font: 13px/1.5 ui-monospace, monospace; overflow-wrap: anywhere }
summary { min-height: 44px; display: list-item; align-content: center; font-weight: 600; cursor: pointer }
.button { display: inline-block; padding: 12px 20px; border-radius: 12px; background: #1B5C45; color: #fff; text-decoration: none; font-weight: 600 }
.code { width: 240px; background: #fff } .code svg { display: block; width: 100% }
@media (prefers-color-scheme: dark) {
  body { background: #0E1410; color: #EEF3EA } a { color: #8FD3B1 }
  .button { background: #8FD3B1; color: #0E1410 }
}`
