{{/* From 3 to 10 asked for in half a minute once the load is seen; down again slowly. */}}
{{- define "chirp.hpa" -}}
{{- $hpa := .values.autoscaling.hpa -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {{- include "chirp.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "chirp.fullname" . }}}
  minReplicas: {{ $hpa.minReplicas }}
  maxReplicas: {{ $hpa.maxReplicas }}
  metrics:
    - type: Resource
      resource: {name: cpu, target: {type: Utilization, averageUtilization: {{ $hpa.cpuPercent }}}}
    - type: Resource
      resource: {name: memory, target: {type: Utilization, averageUtilization: {{ $hpa.memoryPercent }}}}
  behavior: {{- include "chirp.behaviour" . | nindent 4 }}
{{- end }}

{{- define "chirp.behaviour" -}}
scaleUp:
  stabilizationWindowSeconds: 0
  selectPolicy: Max
  policies:
    - {type: Pods, value: 4, periodSeconds: 15}
    - {type: Percent, value: 100, periodSeconds: 15}
scaleDown:
  stabilizationWindowSeconds: 300
  policies:
    - {type: Pods, value: 1, periodSeconds: 60}
{{- end }}

{{- define "chirp.scaled-object" -}}
{{- $keda := .values.autoscaling.keda -}}
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata: {{- include "chirp.metadata" . | nindent 2 }}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: {{ include "chirp.fullname" . }}}
  pollingInterval: 10
  cooldownPeriod: 300
  minReplicaCount: {{ $keda.minReplicas }}
  maxReplicaCount: {{ $keda.maxReplicas }}
  fallback: {failureThreshold: 6, replicas: {{ $keda.minReplicas }}}
  advanced:
    horizontalPodAutoscalerConfig:
      behavior: {{- include "chirp.behaviour" . | nindent 8 }}
  triggers:
    - type: kafka
      metadata:
        bootstrapServers: {{ .root.Values.global.kafka.bootstrapServers | quote }}
        consumerGroup: {{ .shape.lag.group | quote }}
        topic: {{ .shape.lag.topic | quote }}
        lagThreshold: {{ $keda.lagThreshold | toString | quote }}
        # A group that has never committed is not behind.
        offsetResetPolicy: latest
        allowIdleConsumers: "false"
{{- end }}

{{- define "chirp.pdb" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {{- include "chirp.metadata" . | nindent 2 }}
spec:
  maxUnavailable: {{ .values.pdb.maxUnavailable }}
  # A pod that is not ready anyway must not block the drain of its node.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels: {{- include "chirp.selector" . | nindent 6 }}
{{- end }}
