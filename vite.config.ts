import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { leanFonts } from './tools/lean/fonts.ts'
import { leanLedger } from './tools/lean/ledger.ts'
import { leanPackages } from './tools/lean/packages.ts'
import { releasePlugin } from './tools/release/plugin.ts'

const SHARED =
  /node_modules.svelte.src|src.app.words.(index|en)|src.app.look.figures|src.bytes.bytes|preload-helper/

/** What the Worker always has, and what it loads later uses, too: the rooms below a peer, but for founding. */
const LEDGER = /src.(bytes|chain|grid|market(?!.(founding|members.found))|peer.(storage|core))/

// The app, as any static server can serve it.
export default defineConfig({
  root: 'src/app',
  publicDir: '../../public',
  plugins: [svelte({ configFile: false }), leanFonts(), leanPackages(), leanLedger(), releasePlugin()],
  worker: {
    format: 'es',
    plugins: () => [leanLedger()],
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'ledger', test: LEDGER }] } } },
  },
  build: {
    outDir: '../../dist/app',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      // What every screen uses is one file: many small ones compress worse, and each is asked for by itself.
      output: { codeSplitting: { groups: [{ name: 'shared', test: SHARED }] } },
    },
  },
})
