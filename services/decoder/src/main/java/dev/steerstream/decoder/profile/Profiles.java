package dev.steerstream.decoder.profile;

import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.Receipt;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.errors.SteerStreamException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;

/** Finds the profile of a request and refuses those that this decoder's model must not run. Safe from any thread. */
public final class Profiles {
    private final ProfileCatalogue catalogue;
    private final ProfileStore store;
    private final ModelDescription model;

    public Profiles(ProfileCatalogue catalogue, ProfileStore store, ModelDescription model) {
        this.catalogue = catalogue;
        this.store = store;
        this.model = model;
    }

    /**
     * What a request says of its profile.
     *
     * @param request its id, by which a ramp assigns it
     * @param version that it asks for by number: then no ramp touches it
     * @param rampable whether it takes part in a ramp
     * @param pinned by an earlier attempt, which is repeated
     * @param pinnedRamp the earlier attempt's part in a ramp
     */
    public record Asked(
            String request,
            OptionalLong version,
            boolean rampable,
            OptionalLong pinned,
            Optional<Receipt.Ramp> pinnedRamp) {}

    /**
     * The profile that a request runs with: the pinned version, else the one it asks for, else the one in force now by Postgres, which is the truth,
     * or the one ramped beside it; the catalogue only saves reading it.
     *
     * @throws SteerStreamException of kind user where the task is unknown, has no profile yet or is retired, where it has no such version, or where
     *     the profile was made for another model
     */
    public ChosenProfile of(Handle handle, TaskName task, Asked asked) {
        if (asked.pinned().isPresent()) {
            return new ChosenProfile(
                    // A deleted task takes its versions along; a request that was pinned to one cannot run any more.
                    read(handle, task, asked.pinned().getAsLong(), Refusals.unknownTask(task.task())),
                    asked.pinnedRamp());
        }
        ProfileStore.Task found = active(handle, task);
        if (asked.version().isPresent()) {
            return new ChosenProfile(read(handle, task, asked.version().getAsLong()), Optional.empty());
        }
        if (found.profileVersion().isEmpty()) throw new SteerStreamException(Refusals.taskNotReady(task.task()));
        long inForce = found.profileVersion().getAsLong();
        Optional<ProfileStore.Ramp> running = found.ramp().filter(ramp -> asked.rampable());
        if (running.isEmpty()) return new ChosenProfile(read(handle, task, inForce), Optional.empty());
        ProfileStore.Ramp ramp = running.get();
        boolean takes = RampAssignment.takes(task, asked.request(), ramp.salt(), ramp.share());
        return new ChosenProfile(
                read(handle, task, takes ? ramp.version() : inForce),
                Optional.of(new Receipt.Ramp(
                        ramp.salt(), takes ? Receipt.Arm.RAMPED : Receipt.Arm.IN_FORCE, ramp.share())));
    }

    private SteeringProfile read(Handle handle, TaskName task, long version) {
        return read(handle, task, version, Refusals.unknownProfile(task.task(), version));
    }

    private SteeringProfile read(Handle handle, TaskName task, long version, Failure missing) {
        SteeringProfile profile = catalogue
                .find(task, version)
                .or(() -> store.profile(handle, task, version))
                .orElseThrow(() -> new SteerStreamException(missing));
        requireMatch(task, profile);
        return profile;
    }

    private ProfileStore.Task active(Handle handle, TaskName name) {
        ProfileStore.Task task = store.task(handle, name)
                .filter(known -> !known.state().equals("deleted"))
                .orElseThrow(() -> new SteerStreamException(Refusals.unknownTask(name.task())));
        if (!task.active()) throw new SteerStreamException(Refusals.taskRetired(name.task()));
        return task;
    }

    private void requireMatch(TaskName task, SteeringProfile profile) {
        require(task, profile, "base model", profile.modelDigest(), model.baseDigest());
        require(task, profile, "tokenizer", profile.tokenizerDigest(), model.tokenizerDigest());
        require(task, profile, "chat template", profile.chatTemplateDigest(), model.chatTemplateDigest());
        require(task, profile, "a vocabulary of", profile.vocabularySize(), model.vocabularySize());
    }

    private static void require(TaskName task, SteeringProfile profile, String what, Object made, Object here) {
        if (made.equals(here)) return;
        Failure refusal = Refusals.profileMismatch(task.task(), profile.version(), what, made, here);
        throw new SteerStreamException(refusal);
    }
}
