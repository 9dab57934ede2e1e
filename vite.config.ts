import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { PAGE, WORKER } from './tools/lean/chunks.ts'
import { leanFonts } from './tools/lean/fonts.ts'
import { leanLedger } from './tools/lean/ledger.ts'
import { leanPackages } from './tools/lean/packages.ts'
import { releasePlugin } from './tools/release/plugin.ts'

// The app, as any static server can serve it.
export default defineConfig({
  root: 'src/app',
  publicDir: '../../public',
  plugins: [svelte({ configFile: false }), leanFonts(), leanPackages(), leanLedger(), releasePlugin()],
  worker: { format: 'es', plugins: () => [leanLedger()], rolldownOptions: WORKER() },
  build: {
    outDir: '../../dist/app',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false, resolveDependencies: () => [] },
    rolldownOptions: { ...PAGE(), checks: { pluginTimings: false } },
  },
})
