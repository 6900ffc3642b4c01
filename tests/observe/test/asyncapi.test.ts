import { Parser } from '@asyncapi/parser';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readText } from './support/files.js';

const file = 'docs/reference/asyncapi.yaml';
const text = readText(file);
const parser = new Parser();

interface Described { components: { schemas: { ReportEventType: { enum: string[] } }; messages: Record<string, { examples?: { payload: unknown }[] }> } }

/** Examples that are not of their message's schema. */
function faultsOfExamples(document: Described): string[] {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
  ajv.addSchema(document, 'document');
  return Object.entries(document.components.messages).flatMap(([name, { examples }]) => {
    const isValid = ajv.compile({ $ref: `document#/components/messages/${name}/payload` });
    return (examples ?? []).filter(({ payload }) => !isValid(payload)).map(({ payload }) => `${name}: ${JSON.stringify(payload)}`);
  });
}

/** What is wrong with a document by AsyncAPI 3. */
async function faultsOf(document: string): Promise<string[]> {
  const { diagnostics } = await parser.parse(document);
  return diagnostics.filter(({ severity }) => severity.valueOf() === 0).map(({ message, path }) => `${path.join('.')}: ${message}`);
}

function broken(good: string, wrong: string): string {
  expect(text).toContain(good);
  return text.replace(good, wrong);
}

describe('the description of the socket and of the events', () => {
  it('has nothing wrong with it', async () => {
    expect(await faultsOf(text)).toEqual([]);
  });

  it.each([
    ['a reference that leads nowhere', "'#/components/messages/hello'", "'#/components/messages/hallo'"],
    ['an action that does not exist', 'action: receive', 'action: listen'],
    ['a schema that is none', 'Seq: { type: integer, minimum: 1 }', 'Seq: { type: whole, minimum: 1 }'],
  ])('would be caught with %s', async (_, good, wrong) => {
    expect(await faultsOf(broken(good, wrong))).not.toEqual([]);
  });

  it('has examples that are of their schemas', () => {
    expect(faultsOfExamples(parse(text) as Described)).toEqual([]);
  });

  it.each([
    ['a number that is none', 'payload: { type: ack, seq: 1 }', 'payload: { type: ack, seq: one }'],
    ['an event of a type that does not exist', 'type: ReportReadyEvent', 'type: ReportIsReadyEvent'],
    ['a field too few', 'payload: { type: unsubscribe, channel: deliveries/1 }', 'payload: { type: unsubscribe }'],
  ])('would be caught with an example that has %s', (_, good, wrong) => {
    expect(faultsOfExamples(parse(broken(good, wrong)) as Described)).not.toEqual([]);
  });

  it('names every type of event that a report can have', () => {
    const facts = [...readText('apps/Reports/Contracts/ReportFact.cs').matchAll(/public sealed record (\w+)/g)].map((match) => `${match[1]!}Event`);
    const { components } = parse(text) as Described;
    expect(facts.length).toBeGreaterThan(8);
    expect(components.schemas.ReportEventType.enum.toSorted()).toEqual(facts.toSorted());
  });
});
