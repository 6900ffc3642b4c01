/** x and y in CSS pixels, bearing in radians, red, green, blue, kind. */
export const floatsPerMark = 7;

const vertexShader = `#version 300 es
in vec2 place;
in float bearing;
in vec3 colour;
in float kind;
uniform vec2 screen;
uniform float size;
uniform float ratio;
out vec3 fill;
out vec2 turn;
flat out float look;
void main() {
  gl_Position = vec4(place.x / screen.x * 2.0 - 1.0, 1.0 - place.y / screen.y * 2.0, 0.0, 1.0);
  gl_PointSize = size * ratio;
  fill = colour;
  turn = vec2(cos(bearing), sin(bearing));
  look = kind;
}`;

// An arrow with a notch, which shows its way at any size; who has arrived is a disc, who is silent is hollow and grey.
const fragmentShader = `#version 300 es
precision mediump float;
in vec3 fill;
in vec2 turn;
flat in float look;
uniform float pixel;
uniform vec3 rim;
uniform vec3 silent;
out vec4 shown;

float edge(vec2 p, vec2 a, vec2 b) {
  vec2 along = normalize(b - a);
  return dot(p - a, vec2(along.y, -along.x));
}

void main() {
  vec2 p = gl_PointCoord - 0.5;
  p = vec2(p.x * turn.x + p.y * turn.y, p.y * turn.x - p.x * turn.y);
  float away;
  if (look > 1.5) {
    away = length(p) - 0.3;
  } else {
    vec2 q = vec2(abs(p.x), p.y);
    away = max(edge(q, vec2(0.0, -0.40), vec2(0.30, 0.34)), edge(q, vec2(0.30, 0.34), vec2(0.0, 0.20)));
  }
  float inside = smoothstep(pixel, -pixel, away);
  float whole = smoothstep(pixel, -pixel, away - 0.075);
  bool hollow = look > 0.5;
  vec3 body = look > 0.5 && look < 1.5 ? silent : fill;
  float core = hollow ? smoothstep(pixel, -pixel, away + 0.11) : 0.0;
  vec3 colour = mix(rim, mix(body, rim, core), inside);
  shown = vec4(colour * whole, whole);
}`;

type Rgb = readonly [number, number, number];

export interface Palette {
  rim: Rgb;
  silent: Rgb;
}

/** Draws any number of marks with one call to the graphics card. */
export class MarkPainter {
  private readonly gl: WebGL2RenderingContext;
  private program: WebGLProgram | undefined;
  private readonly abort = new AbortController();

  constructor(readonly canvas: HTMLCanvasElement, onRestored: () => void) {
    const gl = canvas.getContext('webgl2', { antialias: false, premultipliedAlpha: true });
    if (!gl) {
      throw new Error('This browser has no WebGL 2.');
    }
    this.gl = gl;
    this.prepare();
    const options = { signal: this.abort.signal };
    canvas.addEventListener(
      'webglcontextlost',
      (event) => {
        event.preventDefault(); // Only then does it come back.
        this.program = undefined;
      },
      options,
    );
    canvas.addEventListener(
      'webglcontextrestored',
      () => {
        this.prepare();
        onRestored();
      },
      options,
    );
  }

  /** Draws the first `count` marks, each of `size` CSS pixels. */
  draw(marks: Float32Array, count: number, size: number, palette: Palette): void {
    const { gl, program, canvas } = this;
    if (!program) {
      return;
    }
    const ratio = window.devicePixelRatio;
    const { clientWidth, clientHeight } = canvas;
    const width = Math.round(clientWidth * ratio);
    const height = Math.round(clientHeight * ratio);
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (count === 0 || width === 0) {
      return;
    }
    gl.bufferData(gl.ARRAY_BUFFER, marks.subarray(0, count * floatsPerMark), gl.STREAM_DRAW);
    gl.uniform2f(gl.getUniformLocation(program, 'screen'), clientWidth, clientHeight);
    gl.uniform1f(gl.getUniformLocation(program, 'size'), size);
    gl.uniform1f(gl.getUniformLocation(program, 'ratio'), ratio);
    gl.uniform1f(gl.getUniformLocation(program, 'pixel'), 0.75 / (size * ratio));
    gl.uniform3f(gl.getUniformLocation(program, 'rim'), ...palette.rim);
    gl.uniform3f(gl.getUniformLocation(program, 'silent'), ...palette.silent);
    gl.drawArrays(gl.POINTS, 0, count);
  }

  remove(): void {
    this.abort.abort();
    this.gl.getExtension('WEBGL_lose_context')?.loseContext();
    this.canvas.remove();
  }

  private prepare(): void {
    const { gl } = this;
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, vertexShader] as const, [gl.FRAGMENT_SHADER, fragmentShader] as const]) {
      const shader = gl.createShader(kind);
      if (!shader) {
        return; // The context is lost, and will be restored.
      }
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new Error(`The marks cannot be drawn: ${gl.getProgramInfoLog(program) ?? ''}`);
    }
    gl.useProgram(program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    let offset = 0;
    for (const [name, parts] of [['place', 2], ['bearing', 1], ['colour', 3], ['kind', 1]] as const) {
      const at = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, parts, gl.FLOAT, false, floatsPerMark * 4, offset * 4);
      offset += parts;
    }
    this.program = program;
  }
}
