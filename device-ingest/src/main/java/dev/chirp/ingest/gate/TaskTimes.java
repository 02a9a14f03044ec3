package dev.chirp.ingest.gate;

import dev.chirp.ingest.meter.IngestMeter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/** Processor time of what is done for a connection at one time; pauses of the collector and other threads are not in it. */
interface TaskTimes {
    /** Takes no times. */
    TaskTimes NONE = new TaskTimes() {
        @Override
        public long begin() {
            return 0;
        }

        @Override
        public void end(long begun) {}
    };

    /** To be handed to {@link #end} on the same thread. */
    long begin();

    void end(long begun);

    static TaskTimes recordedIn(MeterRegistry meters) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        Timer times = IngestMeter.LOOP_TASK_CPU.timer(
                meters, timer -> timer.publishPercentiles(0.5, 0.99, 0.999).percentilePrecision(2));
        return new TaskTimes() {
            @Override
            public long begin() {
                return threads.getCurrentThreadCpuTime();
            }

            @Override
            public void end(long begun) {
                times.record(threads.getCurrentThreadCpuTime() - begun, TimeUnit.NANOSECONDS);
            }
        };
    }
}
