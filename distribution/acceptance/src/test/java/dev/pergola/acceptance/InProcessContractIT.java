package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The contract in the kernel's process. */
class InProcessContractIT extends TierContract {
    InProcessContractIT() {
        super("sandbox.in-process=*");
    }

    @Test
    void thereIsNoSandbox() {
        keep("surroundings");

        assertThat(pergola.json("/api/v1/sandboxes")).isEmpty();
    }
}
