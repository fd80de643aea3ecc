package dev.pergola.vetting.internal.licence;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A licence expression, as SPDX writes them. */
sealed interface Licence {
    /** Whether one may choose so that every licence that then counts is accepted. */
    boolean satisfies(Predicate<One> accepted);

    /** Every licence in it. */
    Stream<One> all();

    /**
     * One licence.
     *
     * @param id its identifier
     * @param exception the exception that goes with it; empty for none
     */
    record One(String id, String exception) implements Licence {
        @Override
        public boolean satisfies(Predicate<One> accepted) {
            return accepted.test(this);
        }

        @Override
        public Stream<One> all() {
            return Stream.of(this);
        }

        @Override
        public String toString() {
            return exception.isEmpty() ? id : id + " WITH " + exception;
        }
    }

    /** One of several, as one likes. */
    record Or(List<Licence> choices) implements Licence {
        @Override
        public boolean satisfies(Predicate<One> accepted) {
            return choices.stream().anyMatch(choice -> choice.satisfies(accepted));
        }

        @Override
        public Stream<One> all() {
            return choices.stream().flatMap(Licence::all);
        }
    }

    /** All of several. */
    record And(List<Licence> parts) implements Licence {
        @Override
        public boolean satisfies(Predicate<One> accepted) {
            return parts.stream().allMatch(part -> part.satisfies(accepted));
        }

        @Override
        public Stream<One> all() {
            return parts.stream().flatMap(Licence::all);
        }
    }
}
