import { expect, test } from 'vitest'
import { firstLoad } from './firstLoad.ts'

const built: { [path: string]: string } = {
  'index.html':
    '<link rel="icon" href="/mark.svg"><link rel="manifest" href="/app.webmanifest"><link rel="stylesheet" href="/assets/a.css"><script type="module" src="/assets/main.js">',
  'mark.svg': '<svg/>',
  'app.webmanifest': '{}',
  'assets/a.css':
    '@font-face{src:url(/assets/figtree-common-x.woff2)} @font-face{src:url(/assets/figtree-latin-ext-wght-x.woff2)}',
  'assets/figtree-common-x.woff2': '',
  'assets/figtree-latin-ext-wght-x.woff2': '',
  'assets/main.js':
    'import{a}from"./shared.js";import"./side.js";const z=()=>import("./zh-1a.js");await import("./links.js");new Worker(new URL(/* @vite-ignore */ "/assets/worker.js", import.meta.url),{type:`module`})',
  'assets/shared.js': 'import{b}from"./sha2-3c.js";const p=()=>import("./sha2-4d.js")',
  'assets/sha2-3c.js': '',
  'assets/sha2-4d.js': '',
  'assets/side.js': '',
  'assets/zh-1a.js': '',
  'assets/links.js': '',
  'assets/worker.js': 'import"./deep.js"',
  'assets/deep.js': '',
}

test('a first visit loads what is named, imported and started, and nothing that waits until it is wanted', () => {
  expect([...firstLoad('index.html', path => built[path])].sort()).toEqual([
    'assets/a.css',
    'assets/deep.js',
    'assets/figtree-common-x.woff2',
    'assets/links.js',
    'assets/main.js',
    'assets/sha2-3c.js',
    'assets/shared.js',
    'assets/side.js',
    'assets/worker.js',
    'index.html',
    'mark.svg',
  ])
})
