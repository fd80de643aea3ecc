package dev.pergola.acceptance;

/** The limits of a sandbox that nothing of the host contains. */
class PlainSandboxIT extends SandboxLimits {
    PlainSandboxIT() {
        super("C");
    }
}
