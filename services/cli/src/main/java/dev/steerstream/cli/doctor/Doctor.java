package dev.steerstream.cli.doctor;

import dev.steerstream.cli.platform.PlatformStatus;
import dev.steerstream.cli.platform.StateDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All checks, in the order in which they matter to a newcomer. */
public final class Doctor {
    private final StateDirectory state;
    private final String model;
    private final Path models;

    public Doctor(StateDirectory state, String model, Path models) {
        this.state = state;
        this.model = model;
        this.models = models;
    }

    public List<Finding> examine() throws IOException, InterruptedException {
        Optional<PlatformStatus> running = PlatformStatus.running(state);
        List<Finding> findings = new ArrayList<>(Tools.check());
        findings.addAll(Machine.check(state.root(), models, running.isPresent()));
        findings.add(State.model(model, models));
        findings.addAll(State.check(state, running.isPresent()));
        if (running.isPresent()) findings.addAll(Platform.check(running.get(), state));
        else findings.add(Finding.ok("platform", "none runs on " + state.root() + "; start one with steer up"));
        return findings;
    }
}
