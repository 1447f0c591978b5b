import { ref } from 'vue'
import { canConnectPeers, measureRoundTrips, verdictOf, type Verdict } from './connectionCheck'

/** Runs once, quietly; null until it has a word on the result. */
export function useConnectionCheck(ask: () => Promise<unknown>) {
  const verdict = ref<Verdict | null>(null)
  async function check(): Promise<void> {
    const [hasPeerConnections, roundTripsMs] = await Promise.all([canConnectPeers(), measureRoundTrips(ask)])
    verdict.value = verdictOf({ hasPeerConnections, roundTripsMs })
  }
  void check()
  return verdict
}
