package dev.steerstream.cli.doctor;

/**
 * What a check found.
 *
 * @param check what was looked at
 * @param remedy what to do; null where nothing needs to be done
 */
public record Finding(String check, Verdict verdict, String found, String remedy) {
    /** How bad it is. */
    public enum Verdict {
        OK,
        /** It works, and something may not. */
        WARNING,
        /** Something that people need cannot work. */
        PROBLEM
    }

    static Finding ok(String check, String found) {
        return new Finding(check, Verdict.OK, found, null);
    }

    static Finding warning(String check, String found, String remedy) {
        return new Finding(check, Verdict.WARNING, found, remedy);
    }

    static Finding problem(String check, String found, String remedy) {
        return new Finding(check, Verdict.PROBLEM, found, remedy);
    }
}
