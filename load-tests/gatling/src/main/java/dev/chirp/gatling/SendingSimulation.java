package dev.chirp.gatling;

import io.gatling.javaapi.core.Simulation;

/** Sends recordings and writes down what comes back. */
abstract class SendingSimulation extends Simulation {
    final Settings settings = Settings.read();
    final Sending sending = new Sending(settings);

    @Override
    public final void before() {
        sending.begin();
    }

    @Override
    public final void after() {
        sending.end();
    }
}
