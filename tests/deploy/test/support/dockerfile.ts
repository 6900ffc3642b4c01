import { DockerfileParser } from 'dockerfile-ast';
import { validate } from 'dockerfile-utils';

/** What is wrong with a Dockerfile: its syntax, and what our images promise of themselves. */
export function faultsOfDockerfile(text: string): string[] {
  const file = DockerfileParser.parse(text);
  const stages = file.getFROMs().map((from) => from.getBuildStage());
  const outside = file.getCOPYs().map((copy) => copy.getFlags().find((flag) => flag.getName() === 'from')?.getValue())
    .filter((stage) => stage && !stages.includes(stage));
  return [
    ...validate(text).map(({ message }) => typeof message === 'string' ? message : message.value),
    ...outside.map((stage) => `there is no stage ${stage!}`),
    ...file.getFROMs().map((from) => from.getImage() ?? '').filter((image) => !/:\$\{\w+_VERSION\}/.test(image)).map((image) => `${image} is of no version`),
    ...file.getInitialARGs().map((arg) => arg.getProperty()).filter((property) => !/^\d+\.\d+(\.\d+)?$/.test(property?.getValue() ?? ''))
      .map((property) => `${property?.getName() ?? ''} is no version`),
    ...['homing', 'reporting-app'].flatMap((stage) => faultsOfImage(text, stage)),
  ];
}

// The lines of a stage, each with those that it goes on in.
function linesOf(text: string, stage: string): string {
  const start = text.search(new RegExp(`^FROM .* AS ${stage}$`, 'm'));
  if (start < 0) return '';
  const rest = text.slice(start);
  const end = rest.slice(1).search(/^FROM /m);
  return (end < 0 ? rest : rest.slice(0, end + 1)).replaceAll(/\\\n\s*/g, '');
}

const promises: [string, RegExp][] = [
  ['runs as a user by number', /^USER 1654:1654$/m],
  ['has a health check that needs no other program', /^HEALTHCHECK .* CMD \["\/app\/Homing\.Host", "health"\]$/m],
  ['is told to stop by SIGTERM', /^STOPSIGNAL SIGTERM$/m],
  ['starts without a shell', /^ENTRYPOINT \["\/app\/Homing\.Host", "run"/m],
  ['keeps its data in a volume', /^VOLUME \/data$/m],
  ['says what it is', /^LABEL .*org\.opencontainers\.image\.title=.*org\.opencontainers\.image\.licenses=.*org\.opencontainers\.image\.version=.*org\.opencontainers\.image\.revision=/m],
];

function faultsOfImage(text: string, stage: string): string[] {
  const lines = linesOf(text, stage);
  const hasBrowser = lines.includes(' chromium ');
  return [
    ...promises.filter(([, promise]) => !promise.test(lines)).map(([what]) => `${stage} is not one that ${what}`),
    ...(hasBrowser === (stage === 'reporting-app') ? [] : [`${stage} ${hasBrowser ? 'has a' : 'has no'} browser`]),
  ];
}
