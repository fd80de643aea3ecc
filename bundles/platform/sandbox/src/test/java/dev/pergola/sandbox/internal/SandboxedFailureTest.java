package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.execution.ThrownElsewhere;
import dev.pergola.worker.link.Message.Failure;
import dev.pergola.worker.link.Message.Failure.Kind;
import java.io.FilePermission;
import java.security.AccessControlException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a plugin threw in a sandbox means here what it would have meant, had it been thrown here. */
@SuppressWarnings("removal")
class SandboxedFailureTest {
    private static Throwable denied(String... permission) {
        return SandboxedFailure.of(new Failure(Kind.DENIED, "no", "", "", List.of(permission)), "T");
    }

    @Test
    void whatWasDeniedSaysWhatWasAskedFor() {
        assertThat(denied("java.io.FilePermission", "/etc/passwd", "read"))
                .isInstanceOfSatisfying(
                        AccessControlException.class,
                        thrown -> assertThat(thrown.getPermission())
                                .isEqualTo(new FilePermission("/etc/passwd", "read")));
    }

    @Test
    void aNameThatTheSandboxGivesLoadsNoClassButPermissionsOfJavaAndOsgi() {
        for (String type :
                List.of("dev.pergola.Evil", "java.lang.Runtime", "java.io.NoSuchPermission", "org.example.P")) {
            assertThat(denied(type, "a", "b"))
                    .isInstanceOfSatisfying(
                            AccessControlException.class,
                            thrown ->
                                    assertThat(thrown.getPermission()).as(type).isNull());
        }
        assertThat(((AccessControlException) denied("java.io.FilePermission")).getPermission())
                .isNull();
        assertThat(((AccessControlException) denied("java.io.FilePermission", "/a", "fly")).getPermission())
                .isNull();
    }

    @Test
    void eachKindHasItsException() {
        assertThat(SandboxedFailure.of(Failure.of(Kind.LIMITED, "too much"), "T"))
                .isInstanceOf(ResourceLimitExceededException.class)
                .hasMessage("too much");
        assertThat(SandboxedFailure.of(Failure.of(Kind.INVALID, "odd"), "T")).isInstanceOf(InvalidInputException.class);
        assertThat(SandboxedFailure.of(Failure.of(Kind.UNSUPPORTED, "odd"), "T"))
                .isInstanceOf(UnsupportedTaskTypeException.class);
        assertThat(SandboxedFailure.of(Failure.of(Kind.NO_ANSWER, "nothing"), "T"))
                .hasMessage("nothing");
    }

    @Test
    void anyOtherSaysItsClassAndWhereItCameFrom() {
        assertThat(SandboxedFailure.of(new Failure(Kind.FAILED, "boom", "com.example.Bang", "at x", List.of()), "T"))
                .isInstanceOfSatisfying(ThrownElsewhere.class, thrown -> {
                    assertThat(thrown).hasMessage("boom");
                    assertThat(thrown.exception()).isEqualTo("com.example.Bang");
                    assertThat(thrown.trace()).isEqualTo("at x");
                });
    }
}
