package dev.steerstream.decoder.profile;

import dev.steerstream.decoder.request.Refusals;
import dev.steerstream.model.ModelDescription;
import dev.steerstream.schemas.Failure;
import dev.steerstream.schemas.SteeringProfile;
import dev.steerstream.work.errors.SteerStreamException;
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
     * The profile that a request runs with: the pinned version, else the one in force now by Postgres, which is the truth; the catalogue only saves
     * reading it.
     *
     * @throws SteerStreamException of kind user where the task is unknown, has no profile yet or is retired, or where the profile was made for
     *     another model
     */
    public SteeringProfile of(Handle handle, TaskName task, OptionalLong pinned) {
        long version = pinned.isPresent() ? pinned.getAsLong() : inForce(handle, task);
        SteeringProfile profile = catalogue
                .find(task, version)
                .or(() -> store.profile(handle, task, version))
                // A deleted task takes its versions along; a request that was pinned to one cannot run any more.
                .orElseThrow(() -> new SteerStreamException(Refusals.unknownTask(task.task())));
        requireMatch(task, profile);
        return profile;
    }

    private long inForce(Handle handle, TaskName name) {
        ProfileStore.Task task = store.task(handle, name)
                .filter(known -> !known.state().equals("deleted"))
                .orElseThrow(() -> new SteerStreamException(Refusals.unknownTask(name.task())));
        if (!task.active()) throw new SteerStreamException(Refusals.taskRetired(name.task()));
        if (task.profileVersion().isEmpty()) throw new SteerStreamException(Refusals.taskNotReady(name.task()));
        return task.profileVersion().getAsLong();
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
