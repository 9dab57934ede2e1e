// What is said around the camera; it comes with it.
import type { Tongue } from '../words/index.svelte.ts'

const en = {
  open: 'Scan with the camera',
  shut: 'Close the camera',
  picture: 'What the camera sees: hold the code into it',
  forbidden:
    'The camera may not be used here. Allow it in the browser’s settings, or paste the text of the code.',
  none: 'There is no camera. Paste the text of the code instead.',
  busy: 'Another program uses the camera. Close it there and try again, or paste the text of the code.',
}

export const scanWords: { readonly [T in Tongue]: typeof en } = {
  en,
  'zh-CN': {
    open: '用摄像头扫描',
    shut: '关闭摄像头',
    picture: '摄像头画面：把二维码放进来',
    forbidden: '这里不能使用摄像头。请在浏览器设置里允许，或粘贴二维码的文字。',
    none: '没有摄像头，请粘贴二维码的文字。',
    busy: '摄像头正被其他程序占用。请先在那边关掉再试，或粘贴二维码的文字。',
  },
}
