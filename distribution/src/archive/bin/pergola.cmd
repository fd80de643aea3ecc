@echo off
rem Starts Pergola on Windows: "pergola help" lists the commands. See the script "pergola" beside this one.
rem Not tested on every change: "stop" ends the process at once there, as Windows has no SIGTERM.
setlocal
for %%I in ("%~dp0..") do set "PERGOLA_HOME_=%%~fI"
set "JAVA_=java"
if not "%JAVA_HOME%"=="" set "JAVA_=%JAVA_HOME%\bin\java.exe"
"%JAVA_%" -XX:+UseSerialGC -Djava.awt.headless=true -Dfile.encoding=UTF-8 %JAVA_OPTS% %PERGOLA_OPTS% "-Dpergola.home=%PERGOLA_HOME_%" -cp "%PERGOLA_HOME_%\lib\kernel\*" dev.pergola.launcher.Main %*
exit /b %ERRORLEVEL%
