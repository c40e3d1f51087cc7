"""An Optuna server, as anybody runs it: python optuna_server.py DATABASE PORT."""

import sys

import optuna

optuna.storages.run_grpc_proxy_server(
    optuna.storages.get_storage(sys.argv[1]), host="localhost", port=int(sys.argv[2])
)
