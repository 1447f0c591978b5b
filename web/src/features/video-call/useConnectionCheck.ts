import { ref } from 'vue'
import { canConnectPeers, measureRoundTrips, verdictOf, type Verdict } from './connectionCheck'

/** Runs once, quietly; null until it has a word on the result. */
export function useConnectionCheck(ask: () => Promise<unknown>) {
  const verdict = ref<Verdict | null>(null)
  void Promise.all([canConnectPeers(), measureRoundTrips(ask)]).then(([hasPeerConnections, roundTripsMs]) => {
    verdict.value = verdictOf({ hasPeerConnections, roundTripsMs })
  })
  return verdict
}
