import { expect, test } from 'vitest'
import { t as words } from '@/i18n'
import { Problem } from './problem'
import { problemText } from './problemText'

const t = words as Parameters<typeof problemText>[1]

function answer(status: number, document: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(document), { status, headers: { 'content-type': 'application/problem+json', ...headers } })
}

test('reads an RFC 9457 document', async () => {
  const problem = await Problem.fromResponse(answer(409, { type: '/problems/conflict', reason: 'too_early', opens_at: '2027-01-01T00:00:00Z', request_id: 'r1' }))
  expect([problem.slug, problem.reason, problem.requestId, problem.extension('opens_at')]).toEqual(['conflict', 'too_early', 'r1', '2027-01-01T00:00:00Z'])
})

test('finds the complaint about a field, also deeper inside it', async () => {
  const errors = [{ pointer: '/proposed_times/1', code: 'in_the_past', detail: 'is in the past' }]
  const problem = await Problem.fromResponse(answer(422, { title: 'Invalid', errors }))
  expect(problem.field('/proposed_times')).toBe('is in the past')
  expect(problem.field('/proposed')).toBeUndefined()
})

test('survives an answer that is no document', async () => {
  const problem = await Problem.fromResponse(new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }))
  expect(problem.status).toBe(502)
  expect(problemText(problem, t)).toMatch(/on our side/)
})

test('says how long to wait', async () => {
  const problem = await Problem.fromResponse(answer(429, {}, { 'retry-after': '30' }))
  expect(problemText(problem, t)).toContain('30 seconds')
})

test('no answer at all is being offline', () => {
  expect(Problem.offline().isOffline).toBe(true)
})
