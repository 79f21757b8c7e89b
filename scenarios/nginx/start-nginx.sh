#!/bin/sh
# Starts nginx in the foreground on the address: start-nginx.sh HOST PORT IDLE_MS [DIRECTIVE...]; each directive goes into the server's block.
# Everything that it writes lies in one folder of the user's below the temporary files, for all its runs.
set -eu
host=$1 port=$2 idle_ms=$3
shift 3
folder=${TMPDIR:-/tmp}/wiretrial-nginx-$(id -u)
mkdir -p "$folder/files"
if [ ! -s "$folder/files/large" ]; then
  head -c 4194304 /dev/zero | tr '\0' x >"$folder/files/large.$$"
  mv "$folder/files/large.$$" "$folder/files/large"
  echo hello >"$folder/files/hello"
fi
PATH=$PATH:/usr/sbin
case $host in *:*) address="[$host]" ;; *) address=$host ;; esac
configuration=$folder/$port.conf
cat >"$configuration" <<CONFIGURATION
daemon off; worker_processes 1; pid $folder/$port.pid; error_log stderr;
events { worker_connections 2048; }
http {
  access_log off;
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy; fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
  server {
    listen $address:$port backlog=1024;
    root $folder/files;
    client_header_timeout ${idle_ms}ms; keepalive_timeout 60s; lingering_close off;
    $(for directive; do echo "$directive;"; done)
  }
}
CONFIGURATION
exec nginx -p "$folder" -e stderr -c "$configuration"
