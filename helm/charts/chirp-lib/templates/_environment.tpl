{{- define "chirp.env.value" -}}
- {name: {{ index . 0 }}, value: {{ index . 1 | toString | quote }}}
{{- end }}

{{/* (list variable secret key) */}}
{{- define "chirp.env.secret" -}}
- name: {{ index . 0 }}
  valueFrom: {secretKeyRef: {name: {{ index . 1 | quote }}, key: {{ index . 2 | quote }}}}
{{- end }}

{{/* (list $ role): a service comes as its own role, with no other's password. */}}
{{- define "chirp.env.database" -}}
{{- $root := index . 0 }}{{ $database := $root.Values.global.database -}}
{{ include "chirp.env.value" (list "CHIRP_DB_HOST" (required "global.database.host is missing: name the primary of PostgreSQL." $database.host)) }}
{{ include "chirp.env.value" (list "CHIRP_DB_PORT" (int $database.port)) }}
{{ include "chirp.env.value" (list "CHIRP_DB_NAME" $database.name) }}
{{ include "chirp.env.secret" (list "CHIRP_DB_PASSWORD" $database.existingSecret (index . 1)) }}
{{- end }}

{{- define "chirp.env.kafka" -}}
{{ include "chirp.env.value" (list "CHIRP_KAFKA_BOOTSTRAP_SERVERS" (required "global.kafka.bootstrapServers is missing: name a broker and its port." .Values.global.kafka.bootstrapServers)) }}
{{- end }}

{{/* The address holds the password, if there is one, so it may be a Secret's. */}}
{{- define "chirp.env.redis" -}}
{{- $redis := .Values.global.redis -}}
{{- if $redis.existingSecret -}}
{{ include "chirp.env.secret" (list "CHIRP_REDIS_URL" $redis.existingSecret "url") }}
{{- else -}}
{{ include "chirp.env.value" (list "CHIRP_REDIS_URL" $redis.url) }}
{{- end }}
{{- end }}

{{- define "chirp.env.storage" -}}
{{- $storage := .Values.global.storage -}}
{{- if eq $storage.kind "s3" -}}
{{ include "chirp.env.value" (list "CHIRP_STORAGE_S3_BUCKET" $storage.s3.bucket) }}
{{ include "chirp.env.value" (list "CHIRP_STORAGE_S3_REGION" $storage.s3.region) }}
{{- with $storage.s3.prefix }}
{{ include "chirp.env.value" (list "CHIRP_STORAGE_S3_PREFIX" .) }}
{{- end }}
{{- with $storage.s3.endpoint }}
{{ include "chirp.env.value" (list "CHIRP_STORAGE_S3_ENDPOINT" .) }}
{{- end }}
{{- with $storage.s3.existingSecret }}
{{ include "chirp.env.secret" (list "CHIRP_STORAGE_S3_ACCESS_KEY" . "access-key") }}
{{ include "chirp.env.secret" (list "CHIRP_STORAGE_S3_SECRET_KEY" . "secret-key") }}
{{- end }}
{{- else -}}
{{ include "chirp.env.value" (list "CHIRP_STORAGE_ROOT" "/var/lib/chirp/data/objects") }}
{{- end }}
{{- end }}

{{/* The public keys of tokens. */}}
{{- define "chirp.env.jwks" -}}
{{ include "chirp.env.value" (list "CHIRP_SECURITY_JWKS_URI" (printf "http://%s-api-gateway:8010/.well-known/jwks.json" .Release.Name)) }}
{{- end }}

{{/* chirp.classify.queue-capacity is CHIRP_CLASSIFY_QUEUECAPACITY to Spring. */}}
{{- define "chirp.variable" -}}
{{ . | replace "-" "" | replace "." "_" | upper }}
{{- end }}

{{/* The shape's own, the management port's address, then the properties of the values. */}}
{{- define "chirp.env" -}}
{{- $taken := dict -}}
{{- range .shape.env }}{{ $_ := set $taken (.name | replace "_" "") true }}{{ end -}}
{{ include "chirp.env.value" (list "CHIRP_MANAGEMENT_ADDRESS" "0.0.0.0") }}
{{- $agent := and .root.Values.global.tracing.endpoint "-javaagent:/opt/chirp/agent/opentelemetry-javaagent.jar -Dotel.javaagent.configuration-file=/opt/chirp/agent/otel.properties" }}
{{- with trim (printf "%s %s" (.values.javaOptions | default "") ($agent | default "")) }}
{{ include "chirp.env.value" (list "JAVA_TOOL_OPTIONS" .) }}
{{- end }}
{{- with .root.Values.global.tracing }}
{{- if .endpoint }}
{{ include "chirp.env.value" (list "OTEL_SERVICE_NAME" $.name) }}
{{ include "chirp.env.value" (list "OTEL_RESOURCE_ATTRIBUTES" (printf "service.namespace=%s" $.root.Values.global.tenantId)) }}
{{ include "chirp.env.value" (list "OTEL_EXPORTER_OTLP_ENDPOINT" .endpoint) }}
{{ include "chirp.env.value" (list "OTEL_TRACES_SAMPLER_ARG" .sampleRatio) }}
{{- end }}
{{- end }}
{{ toYaml .shape.env }}
{{- range $property, $value := .values.properties }}
{{- $variable := include "chirp.variable" $property }}
{{- if or (hasKey $taken ($variable | replace "_" "")) (hasPrefix "chirp.management." $property) }}
{{- fail (printf "%s: properties.%s is set by the chart itself; use the value that stands for it, see helm/README.md." $.name $property) }}
{{- end }}
{{ include "chirp.env.value" (list $variable $value) }}
{{- end }}
{{- end }}
