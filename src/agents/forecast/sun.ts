// Where the sun stands, and what of it falls on a tilted panel under a clear sky.
//
// Declination and equation of time: Spencer, 1971. Air mass: Kasten and Young, 1989. Direct light through it: Meinel,
// 1976, with a tenth of it diffuse. Onto the panel: the isotropic sky of Liu and Jordan, 1963.

const DEGREE = Math.PI / 180
const DAY_MS = 86_400_000
const YEAR_DAYS = 365.2425

export interface Site {
  /** Degrees, north and east positive. */
  readonly latitude: number
  readonly longitude: number
}

export interface Panel extends Site {
  /** Degrees from the horizontal. */
  readonly tilt: number
  /** Where it faces, degrees from north over east: 180 is south. */
  readonly azimuth: number
  /** What it yields at 1000 W/m² on it. */
  readonly peakW: number
}

/** A unit vector: to the east, to the north, up. */
export type Direction = readonly [east: number, north: number, up: number]

/** Of the year's angle: declination in radians, equation of time in minutes. */
function yearly(ms: number): { declination: number; equationMinutes: number } {
  // The calendar's leap days move this by less than a day.
  const angle = 2 * Math.PI * ((ms / DAY_MS / YEAR_DAYS) % 1)
  const [c1, s1] = [Math.cos(angle), Math.sin(angle)]
  const [c2, s2] = [Math.cos(2 * angle), Math.sin(2 * angle)]
  const [c3, s3] = [Math.cos(3 * angle), Math.sin(3 * angle)]
  return {
    declination:
      0.006918 - 0.399912 * c1 + 0.070257 * s1 - 0.006758 * c2 + 0.000907 * s2 - 0.002697 * c3 + 0.00148 * s3,
    equationMinutes: 229.18 * (0.000075 + 0.001868 * c1 - 0.032077 * s1 - 0.014615 * c2 - 0.040849 * s2),
  }
}

export function sunAt({ latitude, longitude }: Site, ms: number): Direction {
  const { declination, equationMinutes } = yearly(ms)
  const solarMinutes = (ms % DAY_MS) / 60_000 + 4 * longitude + equationMinutes
  const hour = (solarMinutes / 4 - 180) * DEGREE
  const phi = latitude * DEGREE
  return [
    -Math.cos(declination) * Math.sin(hour),
    Math.sin(declination) * Math.cos(phi) - Math.cos(declination) * Math.sin(phi) * Math.cos(hour),
    Math.sin(phi) * Math.sin(declination) + Math.cos(phi) * Math.cos(declination) * Math.cos(hour),
  ]
}

const SPACE = 1353 // W/m², Meinel's solar constant
const DIFFUSE = 0.1
const GROUND = 0.2 // what the ground reflects

/** W/m² under a clear sky on a panel. */
export function clearSky(panel: Panel, ms: number): number {
  const sun = sunAt(panel, ms)
  const [east, north, up] = sun
  if (up <= 0) return 0
  const height = Math.asin(Math.min(1, up)) / DEGREE
  const airMass = 1 / (up + 0.50572 * (height + 6.07995) ** -1.6364)
  const direct = SPACE * 0.7 ** (airMass ** 0.678)
  const diffuse = DIFFUSE * direct
  const tilt = panel.tilt * DEGREE
  const faces = panel.azimuth * DEGREE
  const onto =
    Math.sin(tilt) * Math.sin(faces) * east + Math.sin(tilt) * Math.cos(faces) * north + Math.cos(tilt) * up
  const sky = (1 + Math.cos(tilt)) / 2
  return direct * Math.max(0, onto) + diffuse * sky + GROUND * (direct * up + diffuse) * (1 - sky)
}

const LOOKS = 3 // an interval

/** Wh of an interval under a clear sky, by what the panel is rated for. */
export function clearWh(panel: Panel, fromMs: number, minutes: number): number {
  let sum = 0
  for (let i = 0; i < LOOKS; i++) sum += clearSky(panel, fromMs + ((i + 0.5) / LOOKS) * minutes * 60_000)
  return (sum / LOOKS / 1000) * panel.peakW * (minutes / 60)
}
