package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.never;
import static dev.pergola.security.attack.Control.Proof.CHANGE;

import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.CookieManager;
import java.net.HttpURLConnection;
import java.net.ProxySelector;
import java.net.ResponseCache;
import java.net.Socket;
import java.util.List;

/** What the whole process connects with. */
final class NetworkDefaults {
    private static final String DEFAULTS = "what holds for the whole process is the platform's";

    private NetworkDefaults() {}

    static List<Attack> all() {
        return List.of(
                never(
                                "proxy-selector",
                                "sends everybody's requests through itself",
                                DEFAULTS,
                                prey -> Tries.done(() -> ProxySelector.setDefault(ProxySelector.of(prey.server()))))
                        .proven(CHANGE),
                never(
                        "authenticator",
                        "asks for everybody's passwords",
                        DEFAULTS,
                        prey -> Tries.done(() -> Authenticator.setDefault(new Authenticator() {}))),
                never(
                        "cookies",
                        "reads everybody's cookies",
                        DEFAULTS,
                        prey -> Tries.done(() -> CookieHandler.setDefault(new CookieManager()))),
                never(
                        "response-cache",
                        "answers everybody's requests",
                        DEFAULTS,
                        prey -> Tries.done(() -> ResponseCache.setDefault(null))),
                never(
                        "redirects",
                        "changes how everybody follows redirects",
                        DEFAULTS,
                        prey -> Tries.done(() -> HttpURLConnection.setFollowRedirects(false))),
                never(
                                "socket-factory",
                                "makes everybody's sockets",
                                DEFAULTS,
                                prey -> Tries.done(() -> Socket.setSocketImplFactory(() -> null)))
                        .or(FAILED)
                        .wrecks(),
                never(
                        "tls-default",
                        "makes everybody's TLS",
                        DEFAULTS,
                        prey -> Tries.done(() ->
                                javax.net.ssl.SSLContext.setDefault(javax.net.ssl.SSLContext.getInstance("TLS")))),
                never(
                        "host-name-check",
                        "lets everybody trust every host",
                        DEFAULTS,
                        prey -> Tries.done(() ->
                                javax.net.ssl.HttpsURLConnection.setDefaultHostnameVerifier((host, session) -> true))));
    }
}
