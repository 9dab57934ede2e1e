import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { leanLedger } from './tools/lean/ledger.ts'
import { leanPackages } from './tools/lean/packages.ts'

// The app, as any static server can serve it.
export default defineConfig({
  root: 'src/app',
  publicDir: '../../public',
  plugins: [svelte({ configFile: false }), leanPackages(), leanLedger()],
  worker: { format: 'es', plugins: () => [leanLedger()] },
  build: {
    outDir: '../../dist/app',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    rolldownOptions: { checks: { pluginTimings: false } },
  },
})
