{{- define "chirp.pod-security" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "chirp.container-security" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Endpoints leave the load balancers before the process is told to stop. A kubelet sleeps by itself from 1.30 on. */}}
{{- define "chirp.pre-stop" -}}
{{- if semverCompare ">=1.30.0-0" .root.Capabilities.KubeVersion.Version -}}
sleep: {seconds: {{ .values.preStopSeconds }}}
{{- else -}}
exec: {command: ["sleep", {{ .values.preStopSeconds | toString | quote }}]}
{{- end }}
{{- end }}

{{- define "chirp.probe" -}}
httpGet: {path: /health/{{ index . 0 }}, port: management}
periodSeconds: {{ index . 1 }}
timeoutSeconds: {{ index . 2 }}
failureThreshold: {{ index . 3 }}
{{- end }}

{{- define "chirp.volumes" -}}
- name: tmp
  emptyDir: {sizeLimit: {{ .values.tmpSize }}}
{{- if and .shape.storage (eq .root.Values.global.storage.kind "file") }}
- name: data
  persistentVolumeClaim: {claimName: {{ .root.Values.global.storage.file.existingClaim | default (printf "%s-data" .root.Release.Name) }}}
{{- end }}
{{- with .shape.volumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "chirp.mounts" -}}
- {name: tmp, mountPath: /tmp}
{{- if and .shape.storage (eq .root.Values.global.storage.kind "file") }}
- {name: data, mountPath: /var/lib/chirp/data}
{{- end }}
{{- with .shape.mounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "chirp.spread" -}}
{{- range $key, $when := dict "kubernetes.io/hostname" .root.Values.global.spread.nodes "topology.kubernetes.io/zone" .root.Values.global.spread.zones }}
- maxSkew: 1
  topologyKey: {{ $key }}
  whenUnsatisfiable: {{ $when }}
  # A node that takes none of these pods, such as one of the control plane, would count as one that has none.
  nodeTaintsPolicy: Honor
  labelSelector: {matchLabels: {{ include "chirp.selector" $ | fromYaml | toJson }}}
  matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}

{{- define "chirp.deployment" -}}
apiVersion: apps/v1
kind: Deployment
metadata: {{- include "chirp.metadata" . | nindent 2 }}
spec:
  {{- if not (or .values.autoscaling.hpa.enabled .values.autoscaling.keda.enabled) }}
  replicas: {{ .values.replicas }}
  {{- end }}
  revisionHistoryLimit: 3
  selector:
    matchLabels: {{- include "chirp.selector" . | nindent 6 }}
  strategy:
    rollingUpdate: {maxUnavailable: 0, maxSurge: 1}
  template:
    metadata:
      labels:
        {{- include "chirp.labels" . | nindent 8 }}
        {{- if .root.Values.global.mesh.enabled }}
        sidecar.istio.io/inject: "true"
        {{- end }}
      annotations:
        kubectl.kubernetes.io/default-container: {{ .name }}
        {{- with .values.podAnnotations }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
    spec:
      serviceAccountName: {{ include "chirp.fullname" . }}
      automountServiceAccountToken: false
      # Otherwise the cluster sets variables such as CHIRP_INTAKE_PORT, which are properties here.
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ .values.terminationGracePeriodSeconds | default (include "chirp.needed-grace" .) }}
      securityContext: {{- include "chirp.pod-security" . | nindent 8 }}
      {{- with .root.Values.global.image.pullSecrets }}
      imagePullSecrets:
        {{- range . }}
        - name: {{ . }}
        {{- end }}
      {{- end }}
      {{- with .values.priorityClassName }}
      priorityClassName: {{ . }}
      {{- end }}
      {{- with .values.nodeSelector }}
      nodeSelector: {{- toYaml . | nindent 8 }}
      {{- end }}
      {{- with .values.tolerations }}
      tolerations: {{- toYaml . | nindent 8 }}
      {{- end }}
      topologySpreadConstraints: {{- include "chirp.spread" . | trim | nindent 8 }}
      containers:
        - name: {{ .name }}
          image: {{ include "chirp.image" (dict "root" .root "repository" .values.image.repository "tag" .values.image.tag "digest" .values.image.digest) }}
          imagePullPolicy: {{ .root.Values.global.image.pullPolicy }}
          securityContext: {{- include "chirp.container-security" . | nindent 12 }}
          ports:
            {{- range $name, $port := .shape.ports }}
            - {name: {{ $name }}, containerPort: {{ $port }}}
            {{- end }}
            - {name: management, containerPort: {{ .shape.management }}}
          env: {{- include "chirp.env" . | nindent 12 }}
          startupProbe: {{- include "chirp.probe" (list "startup" 2 2 90) | nindent 12 }}
          readinessProbe: {{- include "chirp.probe" (list "readiness" 5 3 2) | nindent 12 }}
          livenessProbe: {{- include "chirp.probe" (list "liveness" 10 3 6) | nindent 12 }}
          lifecycle:
            preStop: {{- include "chirp.pre-stop" . | nindent 14 }}
          resources: {{- toYaml .values.resources | nindent 12 }}
          volumeMounts: {{- include "chirp.mounts" . | nindent 12 }}
      volumes: {{- include "chirp.volumes" . | nindent 8 }}
{{- end }}
