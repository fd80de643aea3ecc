package dev.pergola.shell.internal.interactive;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;

/** A terminal in memory, and somebody who types at it. */
final class Keyboard implements AutoCloseable {
    private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
    final LineDisciplineTerminal terminal;

    Keyboard(String type) throws IOException {
        terminal = new LineDisciplineTerminal("test", type, screen, StandardCharsets.UTF_8);
        terminal.setSize(new Size(100, 40));
    }

    void type(String text) throws IOException {
        terminal.processInputBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    void ctrl(char letter) throws IOException {
        terminal.processInputByte(letter & 0x1f);
    }

    String screen() {
        return screen.toString(StandardCharsets.UTF_8);
    }

    /** Waits until a text is there, and forgets what has been shown so far. */
    String expect(String text) {
        await().until(() -> screen().contains(text));
        String shown = screen();
        screen.reset();
        return shown;
    }

    @Override
    public void close() throws IOException {
        terminal.close();
    }
}
