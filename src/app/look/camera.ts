// Codes in front of the camera: by the browser's own detector where it has one, else by plain code, which comes when it is needed.
interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>
}
interface Detectors {
  new (options: { formats: readonly string[] }): Detector
  getSupportedFormats(): Promise<readonly string[]>
}

/** Why there is no picture: nobody allowed it, there is no camera, or another program has it. */
export type NoCamera = 'forbidden' | 'none' | 'busy'

/** A look takes some tens of milliseconds: between two the page has its turn. */
const LOOK_MS = 120

/** Shows the camera in a video element; the one that looks away from the reader, where there are two. */
export async function openCamera(video: HTMLVideoElement): Promise<MediaStream | NoCamera> {
  if (!navigator.mediaDevices) return 'none'
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } },
    })
    video.srcObject = stream
    await video.play()
    return stream
  } catch (error) {
    const { name } = error as DOMException
    if (name === 'NotAllowedError' || name === 'SecurityError') return 'forbidden'
    return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none'
  }
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop()
}

/** Says what codes it sees, the same one once in a row, until it is stopped. */
export async function watchCodes(
  video: HTMLVideoElement,
  saw: (text: string) => void,
  stopped: AbortSignal,
): Promise<void> {
  const look = await looker()
  let last: string | undefined
  while (!stopped.aborted) {
    const text = await look(video).catch(() => undefined)
    if (stopped.aborted) return
    if (text !== undefined && text !== last) saw(text)
    last = text ?? last
    await new Promise(resolve => setTimeout(resolve, LOOK_MS))
  }
}

type Look = (video: HTMLVideoElement) => Promise<string | undefined>

async function looker(): Promise<Look> {
  const { BarcodeDetector: Detector } = globalThis as unknown as { BarcodeDetector?: Detectors }
  const known = await Detector?.getSupportedFormats().catch((): readonly string[] => [])
  if (Detector && known?.includes('qr_code')) {
    const detector = new Detector({ formats: ['qr_code'] })
    return async video => (await detector.detect(video))[0]?.rawValue
  }
  const { decodeQR } = await import('qr/decode.js')
  const canvas = document.createElement('canvas')
  const context = canvas.getContext('2d', { willReadFrequently: true })!
  return async video => {
    const { videoWidth: width, videoHeight: height } = video
    if (width === 0) return undefined
    Object.assign(canvas, { width, height })
    context.drawImage(video, 0, 0)
    return decodeQR({ width, height, data: context.getImageData(0, 0, width, height).data })
  }
}
