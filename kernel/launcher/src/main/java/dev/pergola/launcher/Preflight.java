package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/** Finds out early what would otherwise show as a start that hangs. */
final class Preflight {
    private Preflight() {}

    /** Whether the HTTP API can have its address. */
    static void check(Settings settings) {
        if (!settings.get(ConfigurationKeys.HTTP_ENABLED)) return;
        String host = settings.get(ConfigurationKeys.HTTP_HOST);
        int port = settings.get(ConfigurationKeys.HTTP_PORT);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException unknown) {
            throw new LauncherException(
                    ExitCode.START_FAILED, "http.host: \"" + host + "\" is no address of this machine", unknown);
        } catch (BindException taken) {
            throw new LauncherException(
                    ExitCode.START_FAILED,
                    "The HTTP API cannot listen on " + host + ":" + port + " (" + taken.getMessage()
                            + "); choose another port with --http-port, 0 for any that is free",
                    taken);
        } catch (IOException failure) {
            throw new LauncherException(
                    ExitCode.START_FAILED, "The HTTP API cannot listen on " + host + ":" + port, failure);
        }
    }
}
