import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'
import { lean } from './tools/lean.ts'

// The app, as any static server can serve it.
export default defineConfig({
  root: 'src/app',
  publicDir: '../../public',
  plugins: [svelte({ configFile: false }), lean()],
  worker: { format: 'es' },
  build: {
    outDir: '../../dist/app',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
  },
})
