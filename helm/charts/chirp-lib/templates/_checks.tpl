{{/* Values that contradict each other; each sentence says what to do. */}}

{{- define "chirp.most-replicas" -}}
{{- $auto := .values.autoscaling -}}
{{- if $auto.hpa.enabled }}{{ $auto.hpa.maxReplicas }}{{ else if $auto.keda.enabled }}{{ $auto.keda.maxReplicas }}{{ else }}{{ .values.replicas }}{{ end }}
{{- end }}

{{- define "chirp.least-replicas" -}}
{{- $auto := .values.autoscaling -}}
{{- if $auto.hpa.enabled }}{{ $auto.hpa.minReplicas }}{{ else if $auto.keda.enabled }}{{ $auto.keda.minReplicas }}{{ else }}{{ .values.replicas }}{{ end }}
{{- end }}

{{/* Seconds from the order to stop to the last of a clean end. */}}
{{- define "chirp.needed-grace" -}}
{{ add .values.preStopSeconds .shape.stopSeconds .values.marginSeconds }}
{{- end }}

{{- define "chirp.checks" -}}
{{- $auto := .values.autoscaling }}
{{- $partitions := int .root.Values.global.kafka.partitions }}
{{- $most := include "chirp.most-replicas" . | int }}
{{- $least := include "chirp.least-replicas" . | int }}
{{- $needed := include "chirp.needed-grace" . | int }}
{{- if and $auto.hpa.enabled $auto.keda.enabled }}
{{- fail (printf "%s: autoscaling.hpa and autoscaling.keda are both enabled and would fight over the replicas; disable one." .name) }}
{{- end }}
{{- if and $auto.keda.enabled (not .shape.lag) }}
{{- fail (printf "%s: it consumes nothing whose lag KEDA could scale by; use autoscaling.hpa." .name) }}
{{- end }}
{{- if gt $least $most }}
{{- fail (printf "%s: minReplicas %d is above maxReplicas %d; raise the one or lower the other." .name $least $most) }}
{{- end }}
{{- if and .shape.lag (gt $most $partitions) }}
{{- fail (printf "%s: %d replicas would share %d partitions, so some would have nothing to do; lower maxReplicas (or replicas), or raise global.kafka.partitions." .name $most $partitions) }}
{{- end }}
{{- if and .values.pdb.enabled (lt $least 2) }}
{{- fail (printf "%s: with 1 replica a PodDisruptionBudget blocks every drain of its node; raise replicas (minReplicas) to 2 or more, or disable pdb." .name) }}
{{- end }}
{{- with .values.terminationGracePeriodSeconds }}
{{- if lt (int .) $needed }}
{{- fail (printf "%s: terminationGracePeriodSeconds %d is shorter than preStop, drain and margin together, %d; raise it, or leave it out to have it computed." $.name (int .) $needed) }}
{{- end }}
{{- end }}
{{- if and .shape.storage (eq .root.Values.global.storage.kind "file") (gt $most 1) (ne .root.Values.global.storage.file.accessMode "ReadWriteMany") }}
{{- fail (printf "%s: up to %d replicas on several nodes share global.storage.file, which is %s; use a ReadWriteMany claim or global.storage.kind s3." .name $most .root.Values.global.storage.file.accessMode) }}
{{- end }}
{{- if and .shape.keys (gt $most 1) (ne .root.Values.global.signingKeys.accessMode "ReadWriteMany") }}
{{- fail (printf "%s: up to %d replicas share the signing keys, whose claim is %s; set global.signingKeys.accessMode to ReadWriteMany." .name $most .root.Values.global.signingKeys.accessMode) }}
{{- end }}
{{- end }}
