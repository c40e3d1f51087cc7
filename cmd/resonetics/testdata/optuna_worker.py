"""A worker of Python's on a study of `resonetics tune`: python optuna_worker.py PORT STUDY TRIALS."""

import sys
import time

import optuna

storage = optuna.storages.GrpcStorageProxy(host="localhost", port=int(sys.argv[1]))
storage.wait_server_ready(timeout=60)


def objective(trial):
    rate = trial.suggest_float("qtable.rate", 0.01, 0.5, log=True)
    gamma = trial.suggest_float("qtable.gamma", 0.8, 0.99)
    trial.suggest_float("qtable.decay", 0.9, 0.999)
    time.sleep(0.2)
    return -100 - rate - gamma


study = optuna.load_study(study_name=sys.argv[2], storage=storage)
study.optimize(objective, n_trials=int(sys.argv[3]))
