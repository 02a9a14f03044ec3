{{/* One rule for each call that the shape names; nothing else leaves or enters. */}}

{{- define "chirp.network.service" -}}
podSelector: {matchLabels: {app.kubernetes.io/name: {{ index . 1 }}, app.kubernetes.io/instance: {{ (index . 0).Release.Name }}}}
{{- end }}

{{/* (list $ call): dns, postgres, kafka, redis, s3, tracing, mesh, or a service with its port, as in api-gateway:8010 */}}
{{- define "chirp.network.egress" -}}
{{- $root := index . 0 }}{{ $call := index . 1 }}{{ $global := $root.Values.global }}{{ $peers := $global.networkPolicy.peers -}}
{{- if contains ":" $call }}
{{- $to := splitList ":" $call }}
- to:
    - {{ include "chirp.network.service" (list $root (first $to)) }}
  ports: [{protocol: TCP, port: {{ last $to }}}]
{{- else if eq $call "dns" }}
- to: {{- toYaml $peers.dns | nindent 4 }}
  ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
{{- else }}
{{- $port := dict "postgres" $global.database.port "kafka" $global.kafka.port "redis" $global.redis.port "s3" $global.storage.s3.port "tracing" $global.tracing.port "mesh" 15012 }}
- to: {{- toYaml (get $peers $call) | nindent 4 }}
  {{- if and (eq $call "redis") $global.redis.sentinelPort }}
  ports: [{protocol: TCP, port: {{ $global.redis.port }}}, {protocol: TCP, port: {{ $global.redis.sentinelPort }}}]
  {{- else }}
  ports: [{protocol: TCP, port: {{ get $port $call }}}]
  {{- end }}
{{- end }}
{{- end }}

{{/* (list $ caller port): ingress, monitoring, devices, or a service */}}
{{- define "chirp.network.ingress" -}}
{{- $root := index . 0 }}{{ $caller := index . 1 }}{{ $peers := $root.Values.global.networkPolicy.peers }}
- from:
    {{- if hasKey $peers $caller }}
    {{- toYaml (get $peers $caller) | nindent 4 }}
    {{- else }}
    - {{ include "chirp.network.service" (list $root $caller) }}
    {{- end }}
  ports: [{protocol: TCP, port: {{ index . 2 }}}]
{{- end }}

{{- define "chirp.network-policy" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "chirp.metadata" . | nindent 2 }}
  {{- with .annotations }}
  annotations: {{- . | nindent 4 }}
  {{- end }}
spec:
  podSelector:
    matchLabels: {{- include "chirp.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- if .shape.management }}
  ingress:
    {{- include "chirp.network.ingress" (list .root "monitoring" .shape.management) | trim | nindent 4 }}
    {{- range .shape.callers }}
    {{- include "chirp.network.ingress" (list $.root .from .port) | trim | nindent 4 }}
    {{- end }}
  {{- end }}
  egress:
    {{- include "chirp.network.egress" (list .root "dns") | trim | nindent 4 }}
    {{- range .shape.calls }}
    {{- include "chirp.network.egress" (list $.root .) | trim | nindent 4 }}
    {{- end }}
    {{- if and .shape.storage (eq .root.Values.global.storage.kind "s3") }}
    {{- include "chirp.network.egress" (list .root "s3") | trim | nindent 4 }}
    {{- end }}
    {{- if and .root.Values.global.tracing.endpoint .shape.management }}
    {{- include "chirp.network.egress" (list .root "tracing") | trim | nindent 4 }}
    {{- end }}
    {{- if and .root.Values.global.mesh.enabled .shape.management }}
    {{- include "chirp.network.egress" (list .root "mesh") | trim | nindent 4 }}
    {{- end }}
{{- end }}

{{/* Plain text neither in nor out, but for what a probe or Prometheus asks and for devices, which bring their own TLS. */}}
{{- define "chirp.peer-authentication" -}}
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: {{- include "chirp.metadata" . | nindent 2 }}
spec:
  selector:
    matchLabels: {{- include "chirp.selector" . | nindent 6 }}
  mtls: {mode: STRICT}
  portLevelMtls:
    {{ .shape.management | toString | quote }}: {mode: PERMISSIVE}
    {{- with .shape.ports.frames }}
    {{ . | toString | quote }}: {mode: DISABLE}
    {{- end }}
{{- end }}
