@echo off
rem Starts Pergola on Windows: "pergola help" lists the commands. See the script "pergola" beside this one.
rem Not tested on every change: "stop" ends the process at once there, as Windows has no SIGTERM.
setlocal
for %%I in ("%~dp0..") do set "PERGOLA_HOME_=%%~fI"
set "JAVA_=java"
if not "%JAVA_HOME%"=="" set "JAVA_=%JAVA_HOME%\bin\java.exe"

set "VERSION_="
for /f "tokens=3" %%V in ('call "%JAVA_%" -version 2^>^&1 ^| findstr /i version') do if not defined VERSION_ set "VERSION_=%%~V"
set "FEATURE_="
for /f "delims=.+-" %%F in ("%VERSION_%") do set "FEATURE_=%%F"
if not defined FEATURE_ (
    echo pergola: "%JAVA_%" does not say its version; install Java 17 or later, or set JAVA_HOME 1>&2
    exit /b 1
)
if %FEATURE_% LSS 17 (
    echo pergola: "%JAVA_%" is Java %VERSION_%; 17 or later is needed 1>&2
    exit /b 1
)

rem Until 23 Java has a security manager that holds plugins to their permissions; from 24 on our own guard does.
set "KERNEL_=-Djava.security.manager=allow -Djdk.io.permissionsUseCanonicalPath=true"
if %FEATURE_% GEQ 24 set "KERNEL_=--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
set "AGENT_="
set "GUARD_=%PERGOLA_HOME_%\lib\guard"
if %FEATURE_% GEQ 24 if "%~1"=="run" set AGENT_="-Xbootclasspath/a:%GUARD_%\pergola-guard.jar" "-javaagent:%GUARD_%\pergola-guard-agent.jar"
"%JAVA_%" -XX:+UseSerialGC -Djava.awt.headless=true -Dfile.encoding=UTF-8 %KERNEL_% %AGENT_% %JAVA_OPTS% %PERGOLA_OPTS% "-Dpergola.home=%PERGOLA_HOME_%" -cp "%PERGOLA_HOME_%\lib\kernel\*" dev.pergola.launcher.Main %*
exit /b %ERRORLEVEL%
