{{- define "api-gateway.shape" -}}
{{- $root := .root }}{{ $ops := .values.opsAccount -}}
ports: {http: 8010, grpc: 9090}
published: [http]
management: 9010
storage: true
keys: true
# Requests that are under way, then what gRPC (5 s) and writes (8 s) get besides.
stopSeconds: {{ add .values.drainSeconds 13 }}
calls: [postgres, redis]
callers:
  - {from: ingress, port: 8010}
  - {from: notify-fanout, port: 8010}
  - {from: device-ingest, port: 8010}
  - {from: device-ingest, port: 9090}
  - {from: device-ingest-merge, port: 8010}
  - {from: device-ingest-merge, port: 9090}
  - {from: smoke, port: 8010}
volumes:
  - name: keys
    persistentVolumeClaim: {claimName: {{ $root.Values.global.signingKeys.existingClaim | default (printf "%s-signing-keys" $root.Release.Name) }}}
mounts:
  - {name: keys, mountPath: /var/lib/chirp/keys}
env:
  {{- include "chirp.env.database" (list $root "api-gateway") | nindent 2 }}
  {{- include "chirp.env.redis" $root | nindent 2 }}
  {{- include "chirp.env.storage" $root | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_TENANT_ID" $root.Values.global.tenantId) | nindent 2 }}
  {{- include "chirp.env.value" (list "CHIRP_INTAKE_ADDRESS" "0.0.0.0") | nindent 2 }}
  # A folder of its own: the gateway closes it to others, which the root of a volume does not let it do.
  {{- include "chirp.env.value" (list "CHIRP_SECURITY_KEYS_DIR" "/var/lib/chirp/keys/signing") | nindent 2 }}
  {{- include "chirp.env.value" (list "SPRING_LIFECYCLE_TIMEOUT_PER_SHUTDOWN_PHASE" (printf "%ds" (int .values.drainSeconds))) | nindent 2 }}
  {{- with .values.trustedProxies }}
  {{- include "chirp.env.value" (list "CHIRP_HTTP_TRUSTED_PROXIES" (join "," .)) | nindent 2 }}
  {{- end }}
  {{- with $ops.existingSecret }}
  {{- include "chirp.env.secret" (list "CHIRP_BOOTSTRAP_OPS_USER" . "username") | nindent 2 }}
  {{- include "chirp.env.secret" (list "CHIRP_BOOTSTRAP_OPS_PASSWORD" . "password") | nindent 2 }}
  {{- end }}
{{- end }}
